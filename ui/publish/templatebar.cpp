// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/templatebar.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds DiskTimeout{20000};

QString told(const Error &error)
{
    const Sentence s = sentence(error);
    return s.message + u' ' + s.hint;
}
} // namespace

TemplateBar::TemplateBar(QWidget *parent)
    : QWidget(parent),
      m_box(new QComboBox(this)),
      m_save(makeIconButton(u"Save as template…"_s, u"save"_s, tr("Save as template…"), this)),
      m_rename(makeIconButton(u"Rename template…"_s, u"edit"_s, tr("Rename template…"), this)),
      m_remove(makeIconButton(u"Delete template"_s, u"trash"_s, tr("Delete template"), this))
{
    setNames(m_box, u"Template"_s, tr("Template"));
    m_box->setPlaceholderText(tr("Template"));
    setNames(m_box->view(), u"Templates"_s, tr("Templates"));
    m_box->setMinimumWidth(150);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(14);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_box);
    for (QToolButton *button : {m_save, m_rename, m_remove}) {
        button->setIconSize(QSize(14, 14));
        layout->addWidget(button);
    }
    connect(m_box, &QComboBox::activated, this, [this](int index) {
        updateButtons();
        if (index >= 0)
            emit chosen(m_list.templates[std::size_t(index)]);
    });
    connect(m_save, &QToolButton::clicked, this, &TemplateBar::askSave);
    connect(m_rename, &QToolButton::clicked, this, &TemplateBar::askRename);
    connect(m_remove, &QToolButton::clicked, this, &TemplateBar::removeCurrent);
    hide();
}

void TemplateBar::setStore(std::shared_ptr<TemplateStore> store)
{
    m_store = std::move(store);
    m_toldProblems = false;
    setVisible(m_store != nullptr);
    if (m_store)
        run({}, {});
    else
        show({});
}

// Does the work, then reads the folder anew: what is shown is what stands there.
void TemplateBar::run(Work work, std::function<void()> done)
{
    struct Answer
    {
        Result<void> worked;
        Result<TemplateList> list;
    };
    m_jobs
        .run(
            this, DiskTimeout,
            [store = m_store, work = std::move(work)](const Cancel &) {
                Result<void> worked = work ? work(*store) : Result<void>();
                return Answer{std::move(worked), store->load()};
            },
            [this, store = m_store, done = std::move(done)](const Answer &answer) {
                if (store != m_store)
                    return;
                if (answer.list)
                    show(*answer.list);
                else
                    emit failed(told(answer.list.error()));
                if (!answer.worked)
                    emit failed(told(answer.worked.error()));
                else if (done)
                    done();
            })
        .detach();
}

void TemplateBar::show(const TemplateList &list)
{
    const QString wanted = m_wanted.isEmpty() ? current() : m_wanted;
    m_wanted.clear();
    m_list = list;
    m_box->clear();
    for (const PublishTemplate &t : m_list.templates)
        m_box->addItem(visibleText(t.name));
    setCurrent(wanted);
    m_box->setEnabled(!m_list.templates.empty());
    m_box->setPlaceholderText(m_list.templates.empty() ? tr("No templates yet") : tr("Load a template"));
    if (!m_list.problems.empty() && !m_toldProblems)
        emit failed(tr("A template can't be used. %1: %2")
                        .arg(m_list.problems.front().file, sentence(m_list.problems.front().error).message));
    m_toldProblems = !m_list.problems.empty();
    updateButtons();
}

QString TemplateBar::current() const
{
    const int index = m_box->currentIndex();
    return index < 0 ? QString() : m_list.templates[std::size_t(index)].name;
}

void TemplateBar::setCurrent(const QString &name)
{
    int index = -1;
    for (std::size_t i = 0; i < m_list.templates.size(); ++i) {
        if (m_list.templates[i].name == name)
            index = int(i);
    }
    m_box->setCurrentIndex(index);
    updateButtons();
}

QStringList TemplateBar::names() const
{
    QStringList names;
    for (const PublishTemplate &t : m_list.templates)
        names.append(t.name);
    return names;
}

void TemplateBar::updateButtons()
{
    const bool any = m_box->currentIndex() >= 0;
    m_rename->setEnabled(any);
    m_remove->setEnabled(any);
}

void TemplateBar::save(const PublishTemplate &publishTemplate)
{
    m_wanted = publishTemplate.name;
    run([publishTemplate](TemplateStore &store) { return store.save(publishTemplate); },
        [this, name = publishTemplate.name] { emit said(tr("Saved the template “%1”.").arg(name)); });
}

void TemplateBar::askSave()
{
    askName(tr("Save as template"), tr("Save"), current(), [this](const QString &name) {
        PublishTemplate t = m_draft ? m_draft() : PublishTemplate();
        if (const PublishTemplate *there = m_list.find(name))
            t.unknown = there->unknown;
        t.name = name;
        save(t);
    });
}

void TemplateBar::askRename()
{
    const QString from = current();
    if (from.isEmpty())
        return;
    askName(tr("Rename template"), tr("Rename"), from, [this, from](const QString &to) {
        m_wanted = to;
        run([from, to](TemplateStore &store) { return store.rename(from, to); },
            [this, from, to] { emit said(tr("The template “%1” is now “%2”.").arg(from, to)); });
    });
}

void TemplateBar::removeCurrent()
{
    const PublishTemplate *t = m_list.find(current());
    if (!t)
        return;
    run([name = t->name](TemplateStore &store) { return store.remove(name); },
        [this, gone = *t] { emit removed(gone); });
}

void TemplateBar::askName(const QString &title, const QString &button, const QString &name,
                          std::function<void(const QString &)> then)
{
    auto *dialog = new QDialog(this);
    dialog->setObjectName(u"Template name dialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setMinimumWidth(420);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(10);
    auto *edit = new QLineEdit(name, dialog);
    setNames(edit, u"Template name"_s, tr("Template name"));
    edit->setMaxLength(120);
    edit->selectAll();
    auto *note = makeLabel(tr("A template is a file of the workspace: key, body, headers and properties, readable "
                              "for everybody the workspace is shared with."),
                           TextRole::Small, dialog);
    note->setWordWrap(true);
    layout->addWidget(makeLabel(tr("Template name"), TextRole::Muted, dialog));
    layout->addWidget(edit);
    layout->addWidget(note);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, dialog);
    auto *accept = makeButton(u"Accept"_s, button, ButtonKind::Primary, dialog);
    accept->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(accept);
    layout->addLayout(buttons);
    const auto check = [accept, edit] { accept->setEnabled(!edit->text().trimmed().isEmpty()); };
    check();
    connect(edit, &QLineEdit::textChanged, dialog, check);
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    connect(accept, &QPushButton::clicked, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [edit, then = std::move(then)] { then(edit->text().trimmed()); });
    dialog->open();
}

} // namespace flowbench
