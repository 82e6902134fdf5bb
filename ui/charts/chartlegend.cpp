// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartlegend.h"

#include "ui/look/fonts.h"
#include "ui/look/theme.h"
#include "words/visible.h"

#include <QEvent>
#include <QPainter>

namespace flowbench {
namespace {

constexpr int barWidth = 10;
constexpr int barGap = 5;
constexpr int entryGap = 14;
constexpr int lineHeight = 18;
constexpr int maxName = 220;

} // namespace

ChartLegend::ChartLegend(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFont(smallFont());
}

void ChartLegend::setSeries(const std::vector<SeriesSpec> &series)
{
    m_series = series;
    measure();
}

void ChartLegend::measure()
{
    m_entries.clear();
    const QFontMetrics metrics = fontMetrics();
    for (const SeriesSpec &spec : m_series) {
        Entry entry{metrics.elidedText(visibleText(spec.name), Qt::ElideMiddle, maxName), spec.colour, 0};
        entry.width = barWidth + barGap + metrics.horizontalAdvance(entry.name);
        m_entries.push_back(std::move(entry));
    }
    updateGeometry();
    update();
}

template <class Place>
int ChartLegend::flow(int width, Place place) const
{
    int x = 0;
    int y = 0;
    for (const Entry &entry : m_entries) {
        if (x > 0 && x + entry.width > width) {
            x = 0;
            y += lineHeight;
        }
        place(entry, x, y);
        x += entry.width + entryGap;
    }
    return m_entries.empty() ? 0 : y + lineHeight;
}

int ChartLegend::heightForWidth(int width) const
{
    return flow(width, [](const Entry &, int, int) {});
}

QSize ChartLegend::sizeHint() const
{
    int width = 0;
    for (const Entry &entry : m_entries)
        width += entry.width + entryGap;
    return {width, m_entries.empty() ? 0 : lineHeight};
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor text = themeOf(this).muted;
    flow(width(), [&](const Entry &entry, int x, int y) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(entry.colour);
        painter.drawRoundedRect(QRectF(x, y + lineHeight / 2 - 1.5, barWidth, 3), 1.5, 1.5);
        painter.setPen(text);
        painter.drawText(QRect(x + barWidth + barGap, y, entry.width, lineHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         entry.name);
    });
}

void ChartLegend::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        measure();
    QWidget::changeEvent(event);
}

} // namespace flowbench
