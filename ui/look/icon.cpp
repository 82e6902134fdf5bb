// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/icon.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

// Q_INIT_RESOURCE must stand outside of a namespace; the room is a static library, which nobody else asks for it.
static void initIcons() { Q_INIT_RESOURCE(lookicons); }

namespace flowbench {

namespace {

using namespace Qt::StringLiterals;

QString iconFolder()
{
    initIcons();
    return u":/flowbench/icons"_s;
}

QByteArray sourceOf(const QString &name)
{
    QFile file(iconFolder() + u'/' + name + u".svg"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void render(QPainter &painter, const QRectF &rect, QByteArray svg, const QColor &colour)
{
    QSvgRenderer renderer(svg.replace("currentColor", colour.name().toLatin1()));
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter, rect);
}

// `size` in device pixels.
QPixmap pixmapOf(const QString &name, const QByteArray &svg, const QSize &size, const QColor &colour)
{
    const QString key = u"flowbench/%1/%2/%3x%4"_s.arg(name, colour.name()).arg(size.width()).arg(size.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    render(painter, QRectF(QPointF(), QSizeF(size)), svg, colour);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

// Takes its colour when it paints, so that a change of palette needs no new icons.
class Engine : public QIconEngine
{
public:
    Engine(QString name, QByteArray svg, std::optional<Tint> tint)
        : m_name(std::move(name)), m_svg(std::move(svg)), m_tint(tint)
    {}

    QIconEngine *clone() const override { return new Engine(*this); }
    QString key() const override { return u"flowbench"_s; }
    QString iconName() override { return m_name; }
    bool isNull() override { return m_svg.isEmpty(); }
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, pixmapOf(m_name, m_svg, (QSizeF(rect.size()) * ratio).toSize(), colour(mode, state)));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return pixmapOf(m_name, m_svg, size, colour(mode, state));
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // Qt passes device pixels here; the ratio is only noted on what comes back.
        QPixmap made = pixmapOf(m_name, m_svg, size, colour(mode, state));
        made.setDevicePixelRatio(scale);
        return made;
    }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        if (m_tint)
            return themeOf(palette).ink(*m_tint);
        return palette.color(QPalette::Active, state == QIcon::On ? QPalette::Link : QPalette::PlaceholderText);
    }

    QString m_name;
    QByteArray m_svg;
    std::optional<Tint> m_tint;
};

QIcon make(const QString &name, std::optional<Tint> tint)
{
    QByteArray svg = sourceOf(name);
    return svg.isEmpty() ? QIcon() : QIcon(new Engine(name, std::move(svg), tint));
}

} // namespace

QIcon icon(const QString &name) { return make(name, std::nullopt); }

QIcon icon(const QString &name, Tint tint) { return make(name, tint); }

QStringList iconNames()
{
    QStringList names = QDir(iconFolder()).entryList({u"*.svg"_s}, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(4);
    return names;
}

void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour)
{
    const QByteArray svg = sourceOf(name);
    if (svg.isEmpty())
        return;
    const double ratio = painter.device()->devicePixelRatioF();
    QPixmap pixmap = pixmapOf(name, svg, (rect.size() * ratio).toSize(), colour);
    pixmap.setDevicePixelRatio(ratio);
    painter.drawPixmap(rect.topLeft(), pixmap);
}

} // namespace flowbench
