// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong at the window's edge: the last one in a line, all of them on request.
#include "app/gui/connectionflows.h"
#include "app/gui/mainwindow.h"
#include "ui/look/labels.h"
#include "ui/look/noticebar.h"
#include "words/sentence.h"

#include <QDialog>
#include <QLabel>
#include <QVBoxLayout>

#include <memory>
#include <utility>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// Hostile workspaces hold thousands of broken files.
constexpr qsizetype ProblemsKept = 50;
} // namespace

void MainWindow::tellProblem(Tint tint, const QString &text)
{
    if (!m_problems.contains(text) && m_problems.size() < ProblemsKept)
        m_problems.append(text);
    m_settingsOf.clear();
    m_notice->showNotice(tint, text);
    if (m_problems.size() > 1)
        m_notice->setAction(u"Show all"_s, tr("Show all %1").arg(m_problems.size()));
}

void MainWindow::watchSettings(const QString &id, Session &session)
{
    const auto told = std::make_shared<bool>(false);
    connect(&session, &Session::channelsChanged, this, [this, id, told, &session] {
        const auto &error = session.channelsError();
        const bool misses = error && error->code == ErrorCode::ManagementUnavailable;
        if (misses && !std::exchange(*told, true)) {
            const Sentence said = sentence(*error);
            m_notice->showNotice(
                Tint::Warning,
                tr("%1: %2", "connection, problem").arg(session.identity().name, said.message + u' ' + said.hint));
            m_notice->setAction(u"Connection settings…"_s, tr("Connection settings…"));
            m_settingsOf = id;
        } else if (!misses && m_settingsOf == id) {
            m_notice->dismiss();
        }
    });
}

void MainWindow::noticeTriggered()
{
    if (m_settingsOf.isEmpty())
        showProblems();
    else
        m_flows->editField(m_settingsOf, u"management"_s);
}

void MainWindow::showProblems()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"Problems"_s);
    dialog->setWindowTitle(tr("What went wrong"));
    dialog->setMinimumWidth(560);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(10);
    for (const QString &text : m_problems) {
        QLabel *label = makeLabel(text, TextRole::Normal, dialog);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    dialog->open();
}

} // namespace flowbench
