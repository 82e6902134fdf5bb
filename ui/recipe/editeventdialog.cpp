// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/editeventdialog.h"

#include "model/base/job.h"
#include "ui/look/buttons.h"
#include "ui/look/card.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/publish/bytesfield.h"
#include "ui/publish/fieldseditor.h"
#include "ui/recipe/closequestion.h"
#include "ui/recipe/diffview.h"
#include "ui/recipe/eventdiff.h"
#include "ui/recipe/verdictline.h"
#include "ui/viewers/bodyeditor.h"
#include "ui/viewers/latestwork.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCheckBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int TypingMs = 250;
constexpr qint64 LargestFile = qint64(128) << 20;
enum Page { BodyPage, DiffPage };

// What a person can edit, as it stands at one moment; cheap to copy.
struct State
{
    std::optional<std::string> key;
    bool hasValue = false;
    QByteArray body;
    std::string fields;

    EventView of(const Event &original) const
    {
        EventView v = original.view();
        v.hasKey = key.has_value();
        v.key = key ? std::string_view(*key) : std::string_view();
        v.hasValue = hasValue;
        v.value = {body.constData(), hasValue ? std::size_t(body.size()) : 0};
        v.fields = FieldList(fields);
        return v;
    }
};

// The headers of `edited` where the first one of `original` stands; what else there is keeps its place.
std::string withHeaders(const std::string &original, const std::string &edited)
{
    std::string out;
    bool placed = false;
    for (const FieldView &f : FieldList(original)) {
        if (f.place != FieldPlace::Header) {
            appendField(out, f);
        } else if (!placed) {
            out += edited;
            placed = true;
        }
    }
    return placed ? out : out + edited;
}

Result<QByteArray> readFile(const QString &path)
{
    // A pipe or device may never end.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return makeError(ErrorCode::FileFailed, {path, u"not a plain file"_s});
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    const QByteArray bytes = file.read(LargestFile + 1);
    if (file.error() != QFileDevice::NoError)
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    if (bytes.size() > LargestFile)
        return makeError(ErrorCode::TooLarge, {path, QString::number(file.size()), QString::number(LargestFile)});
    return bytes.isNull() ? QByteArray("") : bytes;
}

QString placeText(const Event &event)
{
    QStringList parts{QString::fromStdString(event.channel)};
    if (event.partition >= 0)
        parts += EditEventDialog::tr("partition %1").arg(event.partition);
    if (event.offset != EventView::NoOffset)
        parts += EditEventDialog::tr("offset %1").arg(words::count(event.offset));
    if (event.timeKind != TimeKind::None)
        parts += words::localTime(event.timeMs);
    return parts.join(u" · "_s);
}

} // namespace

struct EditEventDialog::Private
{
    EditEventDialog *q;
    std::shared_ptr<const Event> original;
    std::shared_ptr<const SchemaCheck> schema;
    QString channel;
    State first;              // as loaded
    std::string firstHeaders; // as the editor gives them where nothing was edited
    std::optional<State> undo;
    QUndoStack history;
    BodyEditor *body = nullptr;
    QCheckBox *noValue = nullptr;
    BytesField *key = nullptr;
    FieldsEditor *headers = nullptr;
    DiffView *diff = nullptr;
    QTabBar *tabs = nullptr;
    VerdictLine *verdict = nullptr;
    NoticeBar *notice = nullptr;
    QPushButton *revert = nullptr, *use = nullptr;
    QTimer typing;
    LatestWork checking, diffing;
    JobHandle reading;
    JobRunner jobs{1};
    bool loading = false;

    explicit Private(EditEventDialog *dialog) : q(dialog), checking(dialog), diffing(dialog) {}

    void build();
    QWidget *buildLeft();
    QWidget *buildRight();
    QWidget *buildFoot();
    void load(const State &state);
    State state() const;
    bool isChanged(const State &now) const;
    void edited();
    void look();
    void showDiff();
    void replaceBy(const State &state, const QString &sentence);
    void chooseFile();
    void readBody(const QString &path);
};

void EditEventDialog::Private::build()
{
    notice = new NoticeBar(q);
    notice->setObjectName(u"Result"_s);
    auto *splitter = new Splitter(Qt::Horizontal, q);
    splitter->addWidget(buildLeft());
    splitter->addWidget(buildRight());
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({620, 420});
    auto *head = new Surface(Edge::Bottom, q);
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(measure::PageMargin, 8, measure::PageMargin, 8);
    line->addWidget(new ElidedLabel(placeText(*original), TextRole::Mono, head), 1);
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(notice);
    layout->addWidget(splitter, 1);
    layout->addWidget(buildFoot());
    typing.setSingleShot(true);
    typing.setInterval(TypingMs);
    QObject::connect(&typing, &QTimer::timeout, q, [this] { look(); });
    QObject::connect(notice, &NoticeBar::actionTriggered, q, [this] {
        if (undo)
            load(*std::exchange(undo, {}));
        notice->dismiss();
    });
}

QWidget *EditEventDialog::Private::buildLeft()
{
    auto *side = new Surface(Edge::None, q);
    tabs = new QTabBar(side);
    setNames(tabs, u"Event parts"_s, tr("Event parts"));
    tabs->setDrawBase(false);
    tabs->setExpanding(false);
    tabs->addTab(tr("Body"));
    tabs->addTab(tr("Differences"));
    noValue = new QCheckBox(tr("No value (tombstone)"), side);
    setNames(noValue, u"No value"_s, tr("No value (tombstone)"));
    noValue->setVisible(!channel.contains(u':'));
    auto *file = makeButton(u"Replace from file…"_s, tr("Replace from file…"), ButtonKind::Flat, side);
    auto *top = new Surface(Edge::Bottom, side);
    top->setFixedHeight(35);
    auto *line = new QHBoxLayout(top);
    line->setContentsMargins(4, 0, 6, 1);
    line->addWidget(tabs, 0, Qt::AlignBottom);
    line->addStretch(1);
    line->addWidget(noValue);
    line->addWidget(file);
    body = new BodyEditor(side);
    body->setMinimumSize(320, 160);
    body->setWrapped(true);
    diff = new DiffView(side);
    auto *pages = new QStackedWidget(side);
    pages->addWidget(body);
    pages->addWidget(diff);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(pages, 1);
    QObject::connect(tabs, &QTabBar::currentChanged, q, [this, pages](int page) {
        pages->setCurrentIndex(page);
        showDiff();
    });
    QObject::connect(file, &QPushButton::clicked, q, [this] { chooseFile(); });
    QObject::connect(body, &BodyEditor::changed, q, [this] { edited(); });
    QObject::connect(noValue, &QCheckBox::toggled, q, [this](bool none) {
        body->setEnabled(!none);
        edited();
    });
    return side;
}

QWidget *EditEventDialog::Private::buildRight()
{
    auto *side = new QWidget(q);
    side->setMinimumWidth(340);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(measure::PageMargin, measure::PageMargin, measure::PageMargin, measure::PageMargin);
    column->setSpacing(10);
    const QString keyName = channel.contains(u':') ? tr("Routing key") : tr("Key");
    auto *card = new Card(keyName, side);
    key = new BytesField(u"Key"_s, keyName, card);
    card->body()->addWidget(key);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    headers = new FieldsEditor(FieldPlace::Header, history, side);
    headers->model().setTyped(channel.contains(u':'));
    column->addWidget(card);
    column->addWidget(headers, 1);
    auto *kept = makeLabel(tr("What you don't touch keeps its bytes: other numbers, escapes, white space, the order of "
                              "headers, properties."),
                           TextRole::Small, side);
    kept->setWordWrap(true);
    column->addWidget(kept);
    QObject::connect(key, &BytesField::changed, q, [this] { edited(); });
    QObject::connect(&headers->model(), &FieldsModel::changed, q, [this] { edited(); });
    QObject::connect(&headers->model(), &FieldsModel::refused, q,
                     [this](const QString &reason) { notice->showNotice(Tint::Warning, reason); });
    return side;
}

QWidget *EditEventDialog::Private::buildFoot()
{
    auto *foot = new Surface(Edge::Top, q);
    verdict = new VerdictLine(foot);
    revert = makeButton(u"Revert"_s, tr("Revert"), ButtonKind::Plain, foot);
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, foot);
    use = makeButton(u"Use this event"_s, tr("Use this event"), ButtonKind::Primary, foot);
    revert->setAutoDefault(false);
    cancel->setAutoDefault(false);
    use->setAutoDefault(false);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(measure::PageMargin, 8, measure::PageMargin, 8);
    line->setSpacing(measure::Gap);
    line->addWidget(verdict, 1);
    line->addWidget(revert);
    line->addWidget(cancel);
    line->addWidget(use);
    QObject::connect(revert, &QPushButton::clicked, q,
                     [this] { replaceBy(first, tr("The event is as it came again.")); });
    QObject::connect(cancel, &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(use, &QPushButton::clicked, q, &QDialog::accept);
    return foot;
}

// ---- what stands there

void EditEventDialog::Private::load(const State &state)
{
    loading = true;
    key->setBytes(state.key);
    noValue->setChecked(!state.hasValue);
    body->setBytes(state.body);
    body->setEnabled(state.hasValue);
    headers->model().setFields(state.fields);
    history.clear();
    loading = false;
    edited();
}

State EditEventDialog::Private::state() const
{
    State s;
    s.key = key->bytes();
    s.hasValue = !noValue->isChecked();
    s.body = body->bytes();
    const std::string edited = headers->model().fields();
    s.fields = edited == firstHeaders ? first.fields : withHeaders(first.fields, edited);
    return s;
}

bool EditEventDialog::Private::isChanged(const State &now) const
{
    return now.key != first.key || now.hasValue != first.hasValue || now.fields != first.fields ||
           (now.hasValue && now.body != first.body);
}

void EditEventDialog::Private::edited()
{
    if (loading)
        return;
    typing.start();
}

void EditEventDialog::Private::look()
{
    const State now = state();
    const bool changed = isChanged(now);
    revert->setEnabled(changed);
    setDisabledReason(use, !key->isValid() ? tr("The key is no base64.")
                           : !changed      ? tr("Nothing is changed yet.")
                                           : QString());
    showDiff();
    if (!schema) {
        verdict->setVerdict({});
        return;
    }
    verdict->setChecking();
    checking.run([now, event = original, check = schema,
                  where = channel](const std::stop_token &) { return check->check(where, now.of(*event)); },
                 [this](const SchemaVerdict &answer) { verdict->setVerdict(answer); });
}

void EditEventDialog::Private::showDiff()
{
    if (tabs->currentIndex() != DiffPage)
        return;
    diffing.run([now = state(), event = original](
                    const std::stop_token &stop) { return diffEvents(event->view(), now.of(*event), stop); },
                [this](std::vector<DiffLine> lines) {
                    diff->setLines(std::move(lines), tr("Nothing is changed: the event is as it came."));
                });
}

// Undo of an editor does not reach over such a change, so the notice offers it.
void EditEventDialog::Private::replaceBy(const State &next, const QString &sentence)
{
    State before = state();
    load(next);
    undo = std::move(before);
    notice->showNotice(Tint::Ok, sentence);
    notice->setAction(u"Undo"_s, tr("Undo"));
}

void EditEventDialog::Private::chooseFile()
{
    auto *dialog = new QFileDialog(q, tr("Replace the body from a file"));
    dialog->setObjectName(u"Body file"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, q, [this](const QString &path) { readBody(path); });
    dialog->open();
}

void EditEventDialog::Private::readBody(const QString &path)
{
    reading = jobs.run(
        q, Milliseconds(0), [path](const Cancel &) { return readFile(path); },
        [this, path](Result<QByteArray> read) {
            if (!read)
                return notice->showNotice(Tint::Error, sentence(read.error()).message);
            State next = state();
            next.body = read.value();
            next.hasValue = true;
            replaceBy(
                next,
                tr("The body is that of %1 now, %2.").arg(QFileInfo(path).fileName(), words::bytes(next.body.size())));
            tabs->setCurrentIndex(BodyPage);
        });
}

// ---- the dialog

EditEventDialog::EditEventDialog(Event event, std::shared_ptr<const SchemaCheck> schema, const QString &channel,
                                 QWidget *parent)
    : QDialog(parent), d(std::make_unique<Private>(this))
{
    setObjectName(u"Edit event"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Edit event"));
    d->schema = std::move(schema);
    d->channel = channel;
    d->first.key = event.key;
    d->first.hasValue = event.value.has_value();
    d->first.body = event.value ? QByteArray(event.value->data(), qsizetype(event.value->size())) : QByteArray("");
    d->first.fields = event.fields;
    d->original = std::make_shared<const Event>(std::move(event));
    d->build();
    resize(1080, 680);
    d->load(d->first);
    d->firstHeaders = d->headers->model().fields();
    d->look();
    d->body->setFocus();
}

EditEventDialog::~EditEventDialog() = default;

Event EditEventDialog::editedEvent() const
{
    const State now = d->state();
    Event event = *d->original;
    event.key = now.key;
    event.value = now.hasValue ? std::optional(now.body.toStdString()) : std::nullopt;
    event.fields = now.fields;
    return event;
}

bool EditEventDialog::isChanged() const { return d->isChanged(d->state()); }

void EditEventDialog::replaceBody(const QString &path) { d->readBody(path); }

void EditEventDialog::reject()
{
    if (!isChanged())
        return QDialog::reject();
    askBeforeClosing(this, tr("The event was edited and is not used."), [this] { QDialog::reject(); });
}

} // namespace flowbench
