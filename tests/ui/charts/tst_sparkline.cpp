// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace flowbench;

namespace {

QImage paint(const std::vector<float> &values, const SparkStyle &style)
{
    QImage image(80, 24, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintSparkline(&painter, QRectF(0, 0, 80, 24), values, style);
    return image;
}

int lowestInk(const QImage &image, int x) // the y of the strongest ink of a column
{
    int best = -1;
    int darkest = 256;
    for (int y = 0; y < image.height(); ++y) {
        const int grey = qGray(image.pixel(x, y));
        if (grey < darkest) {
            darkest = grey;
            best = y;
        }
    }
    return darkest < 200 ? best : -1;
}

} // namespace

class TstSparkline : public QObject
{
    Q_OBJECT
private slots:
    void staysInside()
    {
        const QImage image = paint({0, 10, 0, 10}, {Qt::black, false, std::nullopt, 1.8});
        for (int x = 0; x < 80; ++x)
            QVERIFY(lowestInk(image, x) >= 0);
    }

    void sharedScaleCompares()
    {
        const SparkScale shared = sparkScale(std::vector<float>{0, 100});
        const QImage small = paint({10, 10}, {Qt::black, false, shared, 1.8});
        const QImage large = paint({100, 100}, {Qt::black, false, shared, 1.8});
        QVERIFY(lowestInk(small, 40) > 18);
        QVERIFY(lowestInk(large, 40) < 4);
    }

    void oneValueIsALevel() { QVERIFY(lowestInk(paint({5}, {Qt::black, false, std::nullopt, 1.8}), 40) >= 0); }

    void noValuesNoInk()
    {
        QCOMPARE(lowestInk(paint({}, {Qt::black, true, std::nullopt, 1.8}), 40), -1);
        const float gap = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(lowestInk(paint({gap, gap}, {Qt::black, true, std::nullopt, 1.8}), 40), -1);
    }

    void widgetPaints()
    {
        Sparkline spark;
        spark.resize(80, 24);
        spark.setValues({1, 2, 3});
        spark.setSparkStyle({Qt::red, true, std::nullopt, 1.8});
        const QImage image = spark.grab().toImage();
        bool red = false;
        for (int y = 0; y < image.height(); ++y)
            red = red || image.pixelColor(40, y).red() > image.pixelColor(40, y).green() + 80;
        QVERIFY(red);
    }
};

QTEST_MAIN(TstSparkline)
#include "tst_sparkline.moc"
