// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/bodyview.h"

#include "ui/look/buttons.h"
#include "ui/look/emptystate.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/surface.h"
#include "ui/viewers/bytesearch.h"
#include "ui/viewers/cutbar.h"
#include "ui/viewers/findbar.h"
#include "ui/viewers/hexview.h"
#include "ui/viewers/jsoneditor.h"
#include "ui/viewers/jsontreeview.h"
#include "ui/viewers/latestwork.h"
#include "ui/viewers/pagedtextview.h"

#include <QButtonGroup>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QSaveFile>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

constexpr qsizetype headBytes = 1 << 20;      // of text in the editor, when the body is larger
constexpr qsizetype lineBytes = 4096;         // a page of lines of 16 kB already takes the editor a third of a second
constexpr qsizetype wholeTextBytes = 4 << 20; // laid out text of a body of up to headBytes

FormattedBody formatHead(const QByteArray &bytes, std::optional<BodyKind> as, const std::stop_token &stop)
{
    FormatLimits limits;
    limits.as = as;
    limits.lineBytes = lineBytes;
    limits.outBytes = bytes.size() > headBytes ? headBytes : wholeTextBytes;
    return formatBody(bytes, limits, stop);
}

struct Found
{
    qsizetype at = -1;
    qsizetype length = 0;
};

} // namespace

struct BodyView::Private
{
    BodyView *q;
    QByteArray bytes;
    FormattedBody shownBody;
    Mode mode = Mode::Text;
    QString fileName;
    QString treeNotice;
    bool treeLoaded = false;
    bool filterable = false;
    bool whole = false; // "Show all" was chosen for this body

    CutBar *cut;
    NoticeBar *result;
    QStackedWidget *pages;
    EmptyState *none;
    JsonEditor *editor;
    JsonTreeView *tree = nullptr; // the following ones are made when first needed
    HexView *hex = nullptr;
    PagedTextView *paged = nullptr;
    FindBar *find;
    QWidget *foot;
    ElidedLabel *state;
    QPushButton *textButton;
    QPushButton *treeButton;
    LatestWork formatting, checking, laying, searching, saving;

    explicit Private(BodyView *view);
    void buildFoot();
    void show(FormattedBody body);
    void showPage();
    void showText();
    void showTree();
    void showHex();
    void showNone(bool isNull);
    void showAll();
    void checkRest();
    void updateState();
    QString stateText() const;
    void findNext(const QString &text, bool backward);
    void findInEditor(const QString &text, bool backward);
    void findInBytes(const QByteArray &in, const QString &text, qsizetype from, bool backward);
    void reveal(const Found &found);
    void save();
};

BodyView::Private::Private(BodyView *view)
    : q(view), formatting(view), checking(view), laying(view), searching(view), saving(view)
{
    cut = new CutBar(view);
    result = new NoticeBar(view);
    pages = new QStackedWidget(view);
    none = new EmptyState(pages);
    editor = new JsonEditor(pages);
    setNames(editor, u"Value"_s, tr("Value"));
    editor->setReadOnly(true);
    pages->addWidget(none);
    pages->addWidget(editor);
    find = new FindBar(view);
    buildFoot();
    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(cut);
    layout->addWidget(pages, 1);
    layout->addWidget(find);
    layout->addWidget(result);
    layout->addWidget(foot);
    QObject::connect(cut, &CutBar::showAllRequested, view, [this] { showAll(); });
    QObject::connect(cut, &CutBar::saveRequested, view, [this] { save(); });
    QObject::connect(find, &FindBar::findRequested, view, [this](const QString &t, bool back) { findNext(t, back); });
    QObject::connect(find, &FindBar::closed, view, [this] { pages->currentWidget()->setFocus(); });
    const auto shortcut = [this](const QKeySequence &keys, auto action) {
        auto *made = new QShortcut(keys, q);
        made->setContext(Qt::WidgetWithChildrenShortcut);
        QObject::connect(made, &QShortcut::activated, q, action);
    };
    shortcut(QKeySequence::Find, [this] { q->showFind(); });
    shortcut(QKeySequence::FindNext, [this] { findNext(find->text(), false); });
    shortcut(QKeySequence::FindPrevious, [this] { findNext(find->text(), true); });
}

void BodyView::Private::buildFoot()
{
    foot = new Surface(Edge::Top, q);
    state = new ElidedLabel({}, TextRole::Small, foot);
    state->setObjectName(u"Value state"_s);
    textButton = makeButton(u"Text"_s, tr("Text"), ButtonKind::Flat, foot);
    treeButton = makeButton(u"Tree"_s, tr("Tree"), ButtonKind::Flat, foot);
    auto *group = new QButtonGroup(foot);
    for (QPushButton *button : {textButton, treeButton}) {
        button->setCheckable(true);
        group->addButton(button);
    }
    textButton->setChecked(true);
    auto *layout = new QHBoxLayout(foot);
    layout->setContentsMargins(12, 1, 6, 1);
    layout->setSpacing(2);
    layout->addWidget(state, 1);
    layout->addWidget(textButton);
    layout->addWidget(treeButton);
    QObject::connect(textButton, &QPushButton::clicked, q, [this] { q->setMode(Mode::Text); });
    QObject::connect(treeButton, &QPushButton::clicked, q, [this] { q->setMode(Mode::Tree); });
}

void BodyView::Private::show(FormattedBody body)
{
    shownBody = std::move(body);
    treeLoaded = false;
    treeNotice.clear();
    whole = false;
    if (tree)
        tree->clear();
    if (paged)
        paged->setText({}, false);
    const bool text = shownBody.kind == BodyKind::Json || shownBody.kind == BodyKind::Text;
    editor->setBody(text ? shownBody.text : QByteArray(),
                    shownBody.kind == BodyKind::Json ? JsonEditor::Language::Json : JsonEditor::Language::Plain,
                    shownBody.depth, shownBody.breaks);
    shownBody.text.clear(); // the editor has it
    showPage();
    checkRest();
    emit q->shown();
}

void BodyView::Private::showPage()
{
    const bool json = shownBody.kind == BodyKind::Json;
    textButton->setVisible(json);
    treeButton->setVisible(json);
    cut->hide();
    result->dismiss();
    switch (shownBody.kind) {
    case BodyKind::Null:
        showNone(true);
        break;
    case BodyKind::Empty:
        showNone(false);
        break;
    case BodyKind::Binary:
        showHex();
        break;
    case BodyKind::Json:
        mode == Mode::Tree ? showTree() : showText();
        break;
    case BodyKind::Text:
        showText();
        break;
    }
    updateState();
}

void BodyView::Private::showNone(bool isNull)
{
    if (isNull)
        none->setMessage(
            u"traffic"_s, tr("This event has no value."),
            tr("A key without a value is a tombstone: in a compacted topic it deletes what the key held."));
    else
        none->setMessage(u"traffic"_s, tr("The value is empty: 0 bytes."), {});
    pages->setCurrentWidget(none);
    find->hide();
}

void BodyView::Private::showText()
{
    if (whole) {
        pages->setCurrentWidget(paged);
        cut->showWhole(bytes.size());
        return;
    }
    pages->setCurrentWidget(editor);
    if (!shownBody.complete)
        cut->showCut(shownBody.consumed, bytes.size());
}

void BodyView::Private::showTree()
{
    if (!tree) {
        tree = new JsonTreeView(pages);
        pages->addWidget(tree);
        tree->setFilterable(filterable);
        QObject::connect(tree, &JsonTreeView::includeRequested, q, &BodyView::includeRequested);
        QObject::connect(tree, &JsonTreeView::columnRequested, q, &BodyView::columnRequested);
        QObject::connect(tree, &JsonTreeView::parsed, q, [this](const QString &notice) {
            treeNotice = notice;
            updateState();
        });
    }
    if (!treeLoaded) {
        treeLoaded = true;
        tree->setBytes(bytes);
    }
    pages->setCurrentWidget(tree);
}

void BodyView::Private::showHex()
{
    if (!hex) {
        hex = new HexView(pages);
        pages->addWidget(hex);
    }
    hex->setBytes(bytes);
    pages->setCurrentWidget(hex);
}

// The whole body is laid out off-thread; text that is no JSON is shown as it is, without a copy.
void BodyView::Private::showAll()
{
    cut->showBusy();
    const bool json = shownBody.kind == BodyKind::Json;
    laying.run([bytes = bytes, json](const std::stop_token &stop) { return json ? prettyJson(bytes, stop) : bytes; },
               [this, json](const QByteArray &text) {
                   if (!paged) {
                       paged = new PagedTextView(pages);
                       pages->addWidget(paged);
                   }
                   paged->setText(text, json);
                   whole = true;
                   showPage();
               });
}

// The head says nothing about the validity of the rest.
void BodyView::Private::checkRest()
{
    checking.cancel();
    if (shownBody.kind != BodyKind::Json || shownBody.complete)
        return;
    checking.run([bytes = bytes](const std::stop_token &stop) { return checkJson(bytes, stop); },
                 [this](const JsonProblem &problem) {
                     shownBody.problem = problem;
                     updateState();
                 });
}

QString BodyView::Private::stateText() const
{
    const QString size = sizeText(bytes.size());
    QStringList parts;
    switch (shownBody.kind) {
    case BodyKind::Null:
    case BodyKind::Empty:
        return {};
    case BodyKind::Json:
        parts.append(shownBody.problem.ok() ? tr("JSON, %1").arg(size)
                                            : tr("Not valid JSON: %1").arg(describe(shownBody.problem)));
        break;
    case BodyKind::Text:
        parts.append(tr("Text, %1").arg(size));
        break;
    case BodyKind::Binary:
        parts.append(shownBody.badByte >= 0 ? tr("Bytes, %1: no UTF-8 from byte %2").arg(size).arg(shownBody.badByte)
                                            : tr("Bytes, %1").arg(size));
        break;
    }
    if (!shownBody.breaks.empty() && pages->currentWidget() == editor)
        parts.append(tr("lines over 4 kB are broken for display"));
    if (pages->currentWidget() == tree && !treeNotice.isEmpty())
        parts.append(treeNotice);
    return parts.join(u"; "_s);
}

void BodyView::Private::updateState()
{
    const QString text = stateText();
    state->setText(text);
    foot->setVisible(!text.isEmpty());
    pages->setAccessibleDescription(text);
}

void BodyView::Private::findNext(const QString &text, bool backward)
{
    if (text.isEmpty())
        return q->showFind();
    QWidget *page = pages->currentWidget();
    if (page == editor)
        findInEditor(text, backward);
    else if (page == paged)
        findInBytes(paged->text(), text, backward ? paged->selectionStart() : paged->selectionEnd(), backward);
    else if (page == hex)
        findInBytes(bytes, text, hex->selectionStart() + (backward ? 0 : hex->selectionLength()), backward);
    else if (page == tree)
        findInBytes(bytes, text, tree->currentOffset() + (backward ? 0 : 1), backward);
}

void BodyView::Private::findInEditor(const QString &text, bool backward)
{
    int line = 0;
    int column = 0;
    int toLine = -1;
    int toColumn = -1;
    if (editor->hasSelectedText())
        editor->getSelection(&line, &column, &toLine, &toColumn);
    else
        editor->getCursorPosition(&line, &column);
    const bool hit =
        editor->findFirst(text, false, false, false, true, !backward, backward || toLine < 0 ? line : toLine,
                          backward || toLine < 0 ? column : toColumn);
    find->showResult(hit ? QString() : tr("not found"));
}

void BodyView::Private::findInBytes(const QByteArray &in, const QString &text, qsizetype from, bool backward)
{
    const QByteArray needle = text.toUtf8();
    find->showResult(tr("searching…"));
    searching.run(
        [in, needle, from, backward](const std::stop_token &stop) {
            return Found{findBytes(in, needle, from, backward, stop), needle.size()};
        },
        [this](const Found &found) { reveal(found); });
}

void BodyView::Private::reveal(const Found &found)
{
    find->showResult(found.at < 0 ? tr("not found") : QString());
    if (found.at < 0)
        return;
    QWidget *page = pages->currentWidget();
    if (page == paged)
        paged->select(found.at, found.length);
    else if (page == hex)
        hex->select(found.at, found.length);
    else if (page == tree)
        tree->showOffset(found.at);
}

void BodyView::Private::save()
{
    const QString path = QFileDialog::getSaveFileName(q, tr("Save value"), fileName);
    if (path.isEmpty())
        return;
    saving.run(
        [path, bytes = bytes](const std::stop_token &) {
            QSaveFile file(path);
            const bool good = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
            return good ? QString() : file.errorString();
        },
        [this, path](const QString &error) {
            if (error.isEmpty())
                result->showNotice(Tint::Ok, tr("Saved to %1").arg(path));
            else
                result->showNotice(Tint::Error, tr("%1 was not written: %2").arg(path, error));
        });
}

BodyView::BodyView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this)) { d->showPage(); }

BodyView::~BodyView() = default;

void BodyView::setBytes(const QByteArray &bytes, std::optional<BodyKind> as)
{
    d->bytes = bytes;
    d->checking.cancel();
    d->laying.cancel();
    d->searching.cancel();
    d->formatting.run([bytes, as](const std::stop_token &stop) { return formatHead(bytes, as, stop); },
                      [this](FormattedBody body) { d->show(std::move(body)); });
}

QByteArray BodyView::bytes() const { return d->bytes; }

void BodyView::setMode(Mode mode)
{
    (mode == Mode::Tree ? d->treeButton : d->textButton)->setChecked(true);
    if (d->mode == mode)
        return;
    d->mode = mode;
    d->showPage();
    emit modeChanged(mode);
}

BodyView::Mode BodyView::mode() const { return d->mode; }

void BodyView::setFilterable(bool on)
{
    d->filterable = on;
    if (d->tree)
        d->tree->setFilterable(on);
}

void BodyView::setFileName(const QString &name) { d->fileName = name; }

void BodyView::showFind()
{
    if (d->pages->currentWidget() != d->none)
        d->find->open();
}

void BodyView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

} // namespace flowbench
