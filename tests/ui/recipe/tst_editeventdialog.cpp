// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/recipe/diffview.h"
#include "ui/recipe/editeventdialog.h"
#include "ui/recipe/verdictline.h"
#include "ui/viewers/bodyeditor.h"

#include <QAbstractItemModel>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

// A schema that wants a currency of three letters.
class Currencies final : public SchemaCheck
{
public:
    SchemaVerdict check(const QString &channel, const EventView &event) const override
    {
        SchemaVerdict v;
        v.schema = channel + u"-value version 3"_s;
        const bool good = event.value.find("\"currency\": \"USD\"") != std::string_view::npos;
        v.kind = good ? SchemaVerdict::Kind::Valid : SchemaVerdict::Kind::Invalid;
        if (!good) {
            v.path = "/data/currency";
            v.problem = "one of USD, EUR";
        }
        return v;
    }
};

const char Body[] = "{ \"id\":\"e1\",\n  \"data\": {\"price\": 1.10, \"huge\":1e400, \"big\" :9223372036854775808,\r\n"
                    " \"currency\": \"XXX\", \"esc\":\"\\u00e9\\/\"} }\r\n";

Event sample()
{
    Event e;
    e.channel = "orders.placed.DLT";
    e.partition = 3;
    e.offset = 1204;
    e.timeKind = TimeKind::Create;
    e.timeMs = 1'780'000'000'000;
    e.key = "order-7";
    e.value = Body;
    FieldView p;
    p.place = FieldPlace::Property;
    p.name = "content_type";
    p.value = "application/json";
    e.addField(p);
    e.addHeader("kafka_dlt-exception-fqcn", "com.shop.SchemaError");
    e.addHeader("trace", "a");
    e.addHeader("trace", "b");
    e.addHeader("raw", std::string_view("\xff\x00\xfe", 3));
    e.addHeader("none", std::nullopt);
    return e;
}

bool same(const Event &a, const Event &b)
{
    return a.channel == b.channel && a.partition == b.partition && a.offset == b.offset && a.timeMs == b.timeMs &&
           a.key == b.key && a.value == b.value && a.fields == b.fields;
}

} // namespace

class tst_EditEventDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void untouchedIsTheSame();
    void onlyTheEditDiffers();
    void headersAndKey();
    void schemaIsAsked();
    void revertCanBeUndone();
    void binaryFromFile();
    void largeBodies();
    void longLinesAreWrapped();
    void tombstone();
    void closingAsks();
    void pictures_data();
    void pictures();

private:
    struct Bench
    {
        explicit Bench(Event event, std::shared_ptr<const SchemaCheck> schema = {},
                       const QString &channel = u"orders.placed.DLT"_s)
            : dialog(new EditEventDialog(std::move(event), std::move(schema), channel, nullptr))
        {
            dialog->show();
        }
        ~Bench() { delete dialog; }
        template <class T>
        T *find(const QString &name) const
        {
            return dialog->findChild<T *>(name);
        }
        // As a person types it: in the editor, so that its undo knows.
        void type(const QByteArray &from, const QByteArray &to)
        {
            auto *editor = find<QWidget>(u"Body"_s);
            const auto at = long(find<BodyEditor>({})->bytes().indexOf(from));
            QVERIFY(at >= 0);
            QMetaObject::invokeMethod(editor, "setCursorPosition", Q_ARG(int, line(at)), Q_ARG(int, column(at)));
            for (qsizetype i = 0; i < from.size(); ++i)
                QTest::keyClick(editor, Qt::Key_Delete);
            QTest::keyClicks(editor, QString::fromUtf8(to));
        }
        int line(long at) const { return int(find<BodyEditor>({})->bytes().left(at).count('\n')); }
        int column(long at) const
        {
            const QByteArray head = find<BodyEditor>({})->bytes().left(at);
            return int(head.size() - head.lastIndexOf('\n') - 1);
        }
        QString said() const
        {
            QString all;
            for (const QLabel *label : dialog->findChildren<QLabel *>()) {
                if (label->isVisible())
                    all += label->text() + u'\n';
            }
            return all;
        }
        QPointer<EditEventDialog> dialog;
    };
    std::unique_ptr<Look> m_look;
};

void tst_EditEventDialog::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_EditEventDialog::untouchedIsTheSame()
{
    Bench b(sample());
    QCOMPARE(namelessWidgets(b.dialog).join(u", "_s), QString());
    QVERIFY(!b.dialog->isChanged());
    QVERIFY(same(b.dialog->editedEvent(), sample()));
    QVERIFY(!b.find<QPushButton>(u"Use this event"_s)->isEnabled());
    QVERIFY(!b.find<QPushButton>(u"Revert"_s)->isEnabled());
}

void tst_EditEventDialog::onlyTheEditDiffers()
{
    Bench b(sample());
    b.type("XXX", "USD");
    QVERIFY(b.dialog->isChanged());
    Event want = sample();
    want.value->replace(want.value->find("XXX"), 3, "USD");
    QCOMPARE(b.dialog->editedEvent().value, want.value);
    QVERIFY(same(b.dialog->editedEvent(), want));
    QTRY_VERIFY(b.find<QPushButton>(u"Use this event"_s)->isEnabled());
    b.find<QTabBar>(u"Event parts"_s)->setCurrentIndex(1);
    auto *diff = b.find<DiffView>(u"Diff"_s);
    QTRY_VERIFY(diff->toPlainText().contains(u"\"currency\": \"USD\""_s));
    QVERIFY(diff->toPlainText().contains(u"−     \"currency\": \"XXX\""_s));
    // The editor's own undo brings it back.
    b.find<QTabBar>(u"Event parts"_s)->setCurrentIndex(0);
    for (int i = 0; i < 20 && b.dialog->isChanged(); ++i)
        QTest::keyClick(b.find<QWidget>(u"Body"_s), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(same(b.dialog->editedEvent(), sample()));
}

void tst_EditEventDialog::headersAndKey()
{
    Bench b(sample());
    auto *headers = b.find<QTableView>(u"Headers"_s);
    QCOMPARE(headers->model()->rowCount(), 5);
    QVERIFY(headers->model()->setData(headers->model()->index(1, 1), u"changed"_s, Qt::EditRole));
    b.find<QLineEdit>(u"Key"_s)->setText(u"order-8"_s);
    const Event out = b.dialog->editedEvent();
    QCOMPARE(out.key, std::optional<std::string>("order-8"));
    QCOMPARE(out.value, std::optional<std::string>(Body));
    Event want = sample();
    want.key = "order-8";
    const std::string fields = std::exchange(want.fields, {});
    for (FieldView f : FieldList(fields)) {
        if (f.name == "trace" && f.value == "a")
            f.value = "changed";
        want.addField(f);
    }
    QVERIFY(same(out, want));
}

void tst_EditEventDialog::schemaIsAsked()
{
    Bench b(sample(), std::make_shared<Currencies>());
    const auto text = [&b] { return b.find<VerdictLine>(u"Schema verdict"_s)->text(); };
    QTRY_COMPARE(text(), u"invalid: /data/currency: one of USD, EUR (orders.placed.DLT-value version 3)"_s);
    b.type("XXX", "USD");
    QTRY_COMPARE(text(), u"valid: It keeps to orders.placed.DLT-value version 3"_s);
}

void tst_EditEventDialog::revertCanBeUndone()
{
    Bench b(sample());
    b.type("XXX", "USD");
    b.find<QLineEdit>(u"Key"_s)->setText(u"other"_s);
    const Event edited = b.dialog->editedEvent();
    QTRY_VERIFY(b.find<QPushButton>(u"Revert"_s)->isEnabled());
    b.find<QPushButton>(u"Revert"_s)->click();
    QVERIFY(same(b.dialog->editedEvent(), sample()));
    b.find<QWidget>(u"Result"_s)->findChild<QPushButton *>(u"Undo"_s)->click();
    QVERIFY(same(b.dialog->editedEvent(), edited));
}

void tst_EditEventDialog::binaryFromFile()
{
    Event e = sample();
    e.value = std::string("\x00\x01\xff\xfe{", 5);
    Bench b(e);
    QVERIFY(same(b.dialog->editedEvent(), e));
    QTemporaryDir folder;
    QFile file(folder.filePath(u"new.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray bytes("\xfe\xff\x00\x02", 4);
    file.write(bytes);
    file.close();
    b.dialog->replaceBody(file.fileName());
    QTRY_COMPARE(b.dialog->editedEvent().value, std::optional(bytes.toStdString()));
    QVERIFY2(b.said().contains(u"new.bin"_s), qPrintable(b.said()));
    b.dialog->replaceBody(folder.filePath(u"missing"_s));
    QTRY_VERIFY(b.said().contains(u"missing"_s));
    QCOMPARE(b.dialog->editedEvent().value, std::optional(bytes.toStdString()));
}

void tst_EditEventDialog::largeBodies()
{
    Event e = sample();
    e.value = "\"" + std::string(std::size_t(100) << 20, 'x') + "\"";
    QElapsedTimer clock;
    clock.start();
    Bench b(e);
    b.find<QTabBar>(u"Event parts"_s)->setCurrentIndex(1);
    b.find<QLineEdit>(u"Key"_s)->setText(u"other"_s);
    QTRY_VERIFY(b.find<DiffView>(u"Diff"_s)->toPlainText().contains(u"order-7"_s));
    QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(b.dialog->editedEvent().value == e.value);
    e.value = std::string(10'000, '[') + std::string(10'000, ']');
    Bench deep(e, std::make_shared<Currencies>());
    QTRY_VERIFY(!deep.dialog->isChanged());
    QVERIFY(same(deep.dialog->editedEvent(), e));
}

void tst_EditEventDialog::longLinesAreWrapped()
{
    // As large as can be edited, in one line.
    QByteArray line = "{\"list\":[";
    while (line.size() < (1 << 20) - 64)
        line += "\"a value among many\",";
    line += "1]}";
    Event event = sample();
    event.value = line.toStdString();
    QElapsedTimer time;
    time.start();
    Bench b(std::move(event));
    QTest::qWait(0);
    b.dialog->grab();
    const auto took = time.elapsed();
    QVERIFY2(took < 3000, qPrintable(QString::number(took)));
    const auto rows = [&] {
        return qobject_cast<QAbstractScrollArea *>(b.find<QWidget>(u"Body"_s))->verticalScrollBar()->maximum();
    };
    QTRY_VERIFY2(rows() > 1000, qPrintable(QString::number(rows()))); // rows of one line
    QCOMPARE(b.dialog->editedEvent().value, std::optional(line.toStdString()));
    time.restart();
    QTest::keyClick(b.find<QWidget>(u"Body"_s), Qt::Key_Space);
    b.dialog->grab();
    QVERIFY2(time.elapsed() < 1000, qPrintable(QString::number(time.elapsed())));
}

void tst_EditEventDialog::tombstone()
{
    Event e = sample();
    e.value.reset();
    Bench b(e);
    QVERIFY(same(b.dialog->editedEvent(), e));
    b.find<QCheckBox>(u"No value"_s)->setChecked(false);
    QCOMPARE(b.dialog->editedEvent().value, std::optional<std::string>(""));
    Bench queue(sample(), {}, u"queue:orders.dlq"_s);
    QVERIFY(!queue.find<QCheckBox>(u"No value"_s)->isVisible());
}

void tst_EditEventDialog::closingAsks()
{
    Bench b(sample());
    b.find<QLineEdit>(u"Key"_s)->setText(u"other"_s);
    b.dialog->reject();
    auto *box = b.find<QMessageBox>(u"Drop changes"_s);
    QVERIFY(box && b.dialog->isVisible());
    box->findChild<QPushButton *>(u"Go on editing"_s)->click();
    QVERIFY(b.dialog->isVisible());
    QTRY_VERIFY(!b.find<QMessageBox>(u"Drop changes"_s));
    b.dialog->reject();
    b.find<QMessageBox>(u"Drop changes"_s)->findChild<QPushButton *>(u"Drop the changes"_s)->click();
    QTRY_VERIFY(!b.dialog);
    Bench untouched(sample());
    untouched.dialog->reject();
    QTRY_VERIFY(!untouched.dialog);
}

void tst_EditEventDialog::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// Set FLOWBENCH_PICTURES to a folder to look at them.
void tst_EditEventDialog::pictures()
{
    QFETCH(bool, dark);
    m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    Bench b(sample(), std::make_shared<Currencies>());
    b.type("XXX", "USD");
    QTest::qWait(600);
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    const QString theme = dark ? u"dark"_s : u"light"_s;
    for (const int tab : {0, 1}) {
        b.find<QTabBar>(u"Event parts"_s)->setCurrentIndex(tab);
        QTest::qWait(300);
        const QPixmap picture = b.dialog->grab();
        QCOMPARE(picture.size(), QSize(1080, 680));
        if (!folder.isEmpty())
            QVERIFY(picture.save(u"%1/edit-%2-%3.png"_s.arg(folder, tab == 0 ? u"body"_s : u"diff"_s, theme)));
    }
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_EditEventDialog)
#include "tst_editeventdialog.moc"
