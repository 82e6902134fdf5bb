// SPDX-License-Identifier: GPL-3.0-or-later
// Capture files: opened from a dialog, the command line or by dropping them on the window.
#include "app/gui/mainwindow.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QStringList filesOf(const QMimeData &data)
{
    QStringList files;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            files += url.toLocalFile();
    }
    return files;
}

} // namespace

void MainWindow::askCapture()
{
    auto *dialog = new QFileDialog(this, tr("Open capture"));
    dialog->setObjectName(u"Open capture"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Captures (*.capture)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openCapture);
    dialog->open();
}

void MainWindow::openCapture(const QString &path)
{
    // The file is opened and looked at by the connection, on a worker; what is wrong with it is said then.
    m_pool.open(u"file:"_s + QFileInfo(path).absoluteFilePath());
}

void MainWindow::captureOpened(Session &session)
{
    if (session.channelsKnown()) {
        showCapture(session);
        return;
    }
    connect(
        &session, &Session::channelsChanged, this, [this, &session] { showCapture(session); },
        Qt::SingleShotConnection);
}

void MainWindow::showCapture(Session &session)
{
    QString id;
    for (const ConnectionItem &i : m_pool.items()) {
        if (i.session == &session)
            id = i.id;
    }
    if (!session.channelsKnown() && session.channelsError()) {
        const Sentence said = sentence(*session.channelsError());
        tellProblem(Tint::Error, said.hint.isEmpty() ? said.message : said.message + u' ' + said.hint);
        // Not under the session's own signal.
        QMetaObject::invokeMethod(
            this, [this, id] { m_pool.close(id); }, Qt::QueuedConnection);
        return;
    }
    QStringList channels;
    for (const ChannelInfo &c : session.channels())
        channels += c.name;
    if (channels.isEmpty())
        tellProblem(Tint::Warning, tr("%1 holds no events.").arg(visibleText(session.identity().name)));
    else
        openChannels(id, channels);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!filesOf(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QString &file : filesOf(*event->mimeData()))
        openCapture(file);
    event->acceptProposedAction();
}

} // namespace flowbench
