// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/bodyeditor.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/surface.h"
#include "ui/viewers/cutbar.h"
#include "ui/viewers/jsoneditor.h"
#include "ui/viewers/jsonformat.h"
#include "ui/viewers/latestwork.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>
#include <Qsci/qscicommandset.h>

#include <optional>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

constexpr qsizetype maxEdited = 1 << 20;
constexpr qsizetype previewBytes = 64 * 1024;
constexpr int checkDelayMs = 200;

bool isEditableBody(const QByteArray &bytes) { return bytes.size() <= maxEdited && kindOf(bytes) != BodyKind::Binary; }

} // namespace

struct BodyEditor::Private
{
    BodyEditor *q;
    std::optional<QByteArray> kept; // bytes that can't be edited
    JsonEditor *editor;
    NoticeBar *notice;
    ElidedLabel *state;
    QAction *format;
    QTimer delay;
    LatestWork checking;
    bool loading = false;

    explicit Private(BodyEditor *editor);
    void build();
    void textChanged();
    void check();
    void showCheck(const JsonProblem &problem, BodyKind kind);
    void keep(const QByteArray &bytes);
    void formatText();
};

BodyEditor::Private::Private(BodyEditor *owner) : q(owner), checking(owner)
{
    editor = new JsonEditor(owner);
    setNames(editor, u"Body"_s, tr("Body"));
    editor->setLanguage(JsonEditor::Language::Json);
    // Keys that belong to the window: filter, palette, transpose and the like would change the text unseen.
    for (const int key : {Qt::Key_L, Qt::Key_K, Qt::Key_T, Qt::Key_D, Qt::Key_U}) {
        for (const int modifiers : {int(Qt::CTRL), int(Qt::CTRL) | int(Qt::SHIFT)}) {
            if (QsciCommand *command = editor->standardCommands()->boundTo(key | modifiers))
                command->setKey(0);
        }
    }
    format = new QAction(tr("Format"), owner);
    format->setObjectName(u"Format"_s);
    format->setShortcut(QKeySequence(u"Ctrl+Shift+F"_s));
    format->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    owner->addAction(format);
    delay.setSingleShot(true);
    delay.setInterval(checkDelayMs);
    build();
    QObject::connect(format, &QAction::triggered, q, [this] { formatText(); });
    QObject::connect(&delay, &QTimer::timeout, q, [this] { check(); });
    QObject::connect(editor, &QsciScintilla::textChanged, q, [this] { textChanged(); });
}

void BodyEditor::Private::build()
{
    notice = new NoticeBar(q);
    notice->setClosable(false);
    auto *line = new Surface(Edge::Top, q);
    state = new ElidedLabel({}, TextRole::Small, line);
    state->setObjectName(u"Body state"_s);
    QPushButton *button = makeButton(u"Format"_s, tr("Format"), ButtonKind::Flat, line);
    QObject::connect(button, &QPushButton::clicked, format, &QAction::trigger);
    QObject::connect(format, &QAction::changed, button, [this, button] { button->setEnabled(format->isEnabled()); });
    QObject::connect(notice, &NoticeBar::actionTriggered, q, [this] { q->setBytes(QByteArray("")); });
    auto *foot = new QHBoxLayout(line);
    foot->setContentsMargins(12, 1, 6, 1);
    foot->addWidget(state, 1);
    foot->addWidget(button);
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(notice);
    layout->addWidget(editor, 1);
    layout->addWidget(line);
}

void BodyEditor::Private::textChanged()
{
    if (loading)
        return;
    delay.start();
    emit q->changed();
}

void BodyEditor::Private::check()
{
    struct Verdict
    {
        JsonProblem problem;
        BodyKind kind = BodyKind::Empty;
    };
    checking.run(
        [bytes = editor->body()](const std::stop_token &stop) {
            return Verdict{checkJson(bytes, stop), kindOf(bytes)};
        },
        [this](const Verdict &verdict) { showCheck(verdict.problem, verdict.kind); });
}

void BodyEditor::Private::showCheck(const JsonProblem &problem, BodyKind kind)
{
    const qint64 size = editor->length();
    if (size == 0)
        state->setText(tr("Empty: 0 bytes"));
    else if (problem.ok())
        state->setText(tr("Valid JSON, %1").arg(sizeText(size)));
    else if (kind == BodyKind::Json)
        state->setText(tr("Not valid JSON: %1").arg(describe(problem)));
    else
        state->setText(tr("Text, %1, no JSON: %2").arg(sizeText(size), describe(problem)));
    emit q->checked(problem.ok());
}

// The head is shown so that one sees what it is; what will be sent is `kept`.
void BodyEditor::Private::keep(const QByteArray &bytes)
{
    kept = bytes;
    delay.stop();
    checking.cancel();
    FormatLimits limits;
    limits.outBytes = previewBytes;
    FormattedBody head = formatBody(bytes, limits);
    if (head.kind == BodyKind::Binary)
        head.text = bytes.first(std::min<qsizetype>(bytes.size(), 512)).toHex(' ');
    editor->setBody(breakLines(head.text, 120, 120, head.breaks), JsonEditor::Language::Plain);
    editor->setReadOnly(true);
    format->setEnabled(false);
    notice->showNotice(Tint::Accent,
                       head.kind == BodyKind::Binary
                           ? tr("%1 that are no text: sent as they came, not edited here.").arg(sizeText(bytes.size()))
                           : tr("%1: sent as they came, too long to edit here.").arg(sizeText(bytes.size())));
    notice->setAction(u"Start over"_s, tr("Start over"));
    state->setText(tr("%1 shown").arg(partText(std::min<qint64>(head.consumed, bytes.size()), bytes.size())));
}

void BodyEditor::Private::formatText()
{
    if (kept)
        return;
    JsonProblem problem;
    const QByteArray before = editor->body();
    const QByteArray pretty = prettyJson(before, {}, &problem);
    if (!problem.ok()) {
        editor->SendScintilla(QsciScintilla::SCI_GOTOPOS, static_cast<unsigned long>(problem.offset));
        editor->setFocus();
        showCheck(problem, kindOf(before));
    } else if (pretty != before) {
        editor->replaceAll(pretty);
    }
}

BodyEditor::BodyEditor(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setFocusProxy(d->editor);
    d->check();
}

BodyEditor::~BodyEditor() = default;

QByteArray BodyEditor::bytes() const { return d->kept ? *d->kept : d->editor->body(); }

void BodyEditor::setBytes(const QByteArray &bytes)
{
    d->loading = true;
    if (isEditableBody(bytes)) {
        d->kept.reset();
        d->notice->dismiss();
        d->editor->setReadOnly(false);
        d->format->setEnabled(true);
        d->editor->setEolMode(bytes.contains("\r\n") ? QsciScintilla::EolWindows : QsciScintilla::EolUnix);
        d->editor->setBody(bytes, JsonEditor::Language::Json);
        d->check();
    } else {
        d->keep(bytes);
    }
    d->loading = false;
    emit changed();
}

bool BodyEditor::isEditable() const { return !d->kept; }

void BodyEditor::setWrapped(bool on) { d->editor->setWrapMode(on ? QsciScintilla::WrapWord : QsciScintilla::WrapNone); }

QAction *BodyEditor::formatAction() const { return d->format; }

void BodyEditor::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

} // namespace flowbench
