// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filterfield.h"

#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"
#include "words/visible.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStandardItemModel>
#include <QTextCharFormat>
#include <QToolButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int ChipGap = 6;
constexpr int LongestPainted = 4000; // of a longer text no token is coloured
} // namespace

FilterField::FilterField(QWidget *parent)
    : SearchField(u"Filter"_s, tr("Filter"), parent),
      m_chip(new QToolButton(this)),
      m_completer(new QCompleter(this)),
      m_offers(new QStandardItemModel(this))
{
    setPlaceholderText(tr("Words, or an expression: value.total > 100"));
    setNames(m_chip, u"Filter mode"_s, tr("Filter mode"));
    m_chip->setFocusPolicy(Qt::NoFocus);
    m_chip->setCursor(Qt::ArrowCursor);
    m_chip->setFont(smallFont());
    m_chip->setAutoRaise(true);
    m_chip->hide();
    connect(m_chip, &QToolButton::clicked, this, &FilterField::flipMode);
    m_completer->setModel(m_offers);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setFont(fixedFont());
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, &FilterField::take);
    connect(this, &QLineEdit::textChanged, this, &FilterField::textEdited);
    connect(this, &QLineEdit::textEdited, this, [this] { offer(false); });
}

FilterField::~FilterField() = default;

void FilterField::setExpressionOnly()
{
    m_expressionOnly = true;
    m_mode = SearchMode::Expression;
    setLeadingRoom(1); // no icon either
    textEdited();
}

int FilterField::placeOf(const QString &expression, int column)
{
    const auto points = QStringView(expression).toUcs4();
    const auto before = points.first(std::clamp<qsizetype>(column - 1, 0, points.size()));
    return int(QString::fromUcs4(reinterpret_cast<const char32_t *>(before.constData()), before.size()).size());
}

void FilterField::setSearch(const QString &text, SearchMode mode)
{
    m_mode = mode;
    // One line: what was written over several is read as one.
    const QString line = QString(text).replace(u'\n', u' ');
    if (line == this->text())
        textEdited();
    else
        setText(line);
}

void FilterField::textEdited()
{
    m_mistake = -1;
    setToolTip({});
    if (text().isEmpty() && !m_expressionOnly)
        m_mode = SearchMode::Automatic;
    updateChip();
    paintTokens();
    emit edited();
}

void FilterField::flipMode()
{
    const bool toExpression = search().kind != SearchKind::Expression;
    const SearchKind wanted = toExpression ? SearchKind::Expression : SearchKind::Words;
    m_mode = searchKind(text()) == wanted ? SearchMode::Automatic
             : toExpression               ? SearchMode::Expression
                                          : SearchMode::Words;
    textEdited();
    setFocus(Qt::MouseFocusReason);
}

void FilterField::updateChip()
{
    if (m_expressionOnly) {
        setFont(fixedFont());
        return;
    }
    const SearchKind kind = search().kind;
    const bool expression = kind == SearchKind::Expression;
    setFont(expression ? fixedFont() : QApplication::font());
    m_chip->setText(expression ? tr("Expr.") : tr("Words"));
    m_chip->setAccessibleDescription(expression ? tr("Expression") : tr("Words"));
    const QString how = m_mode == SearchMode::Automatic ? tr("told by what is written") : tr("as you chose");
    m_chip->setToolTip(expression
                           ? tr("An expression, %1. Click to look for these words instead.").arg(how)
                           : tr("Words in key, headers and body, %1. Click to read them as an expression.").arg(how));
    m_chip->setVisible(kind != SearchKind::Empty);
    m_chip->adjustSize();
    setLeadingRoom(kind == SearchKind::Empty ? 0 : m_chip->width() + ChipGap - 4);
    resizeEvent(nullptr);
}

void FilterField::resizeEvent(QResizeEvent *event)
{
    if (event)
        SearchField::resizeEvent(event);
    const int y = (height() - m_chip->height()) / 2;
    m_chip->move(layoutDirection() == Qt::RightToLeft ? width() - m_chip->width() - ChipGap : ChipGap, y);
}

void FilterField::changeEvent(QEvent *event)
{
    SearchField::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintTokens();
}

void FilterField::setMistake(int at, const QString &message)
{
    m_mistake = at;
    setToolTip(message.isEmpty() ? QString() : escapedToolTip(message));
    paintTokens();
}

// A line edit has no formats of its own, but those an input method asks for hold until the text changes.
void FilterField::paintTokens()
{
    if (m_painting || !isVisible())
        return;
    const QString line = text();
    const Theme &theme = themeOf(this);
    QList<QInputMethodEvent::Attribute> formats;
    const auto add = [&](qsizetype from, qsizetype length, const QTextCharFormat &format) {
        formats.append({QInputMethodEvent::TextFormat, int(from) - cursorPosition(), int(length), format});
    };
    if (search().kind == SearchKind::Expression && line.size() <= LongestPainted) {
        for (const SearchToken &t : searchTokens(line)) {
            QTextCharFormat format;
            if (t.kind == SearchToken::Kind::String)
                format.setForeground(theme.jsonString);
            else if (t.kind == SearchToken::Kind::Number)
                format.setForeground(theme.jsonNumber);
            else
                continue;
            add(t.from, t.length, format);
        }
    }
    if (m_mistake >= 0 && !line.isEmpty()) {
        QTextCharFormat wave;
        wave.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wave.setUnderlineColor(theme.error);
        wave.setForeground(theme.error);
        // The whole word at that place; at the end the last character.
        qsizetype from = std::min<qsizetype>(m_mistake, line.size() - 1), length = 1;
        for (const SearchToken &t : searchTokens(line)) {
            if (t.from <= from && from < t.from + t.length) {
                from = t.from;
                length = t.length;
            }
        }
        add(from, length, wave);
    }
    m_painting = true;
    QInputMethodEvent event(QString(), formats);
    QCoreApplication::sendEvent(this, &event);
    m_painting = false;
}

// ---- completion

bool FilterField::isOffering() const { return m_completer->popup()->isVisible(); }

QStringList FilterField::offered() const
{
    QStringList all;
    for (int i = 0; isOffering() && i < m_offers->rowCount(); ++i)
        all += m_offers->item(i)->text();
    return all;
}

void FilterField::offer(bool asked)
{
    m_offered.clear();
    const SearchText now = search();
    const bool wanted = asked || now.kind == SearchKind::Expression || searchKind(text()) == SearchKind::Expression;
    if (m_completions && wanted && m_mode != SearchMode::Words) {
        m_offered = m_completions(text(), cursorPosition());
        // Unasked only where something was begun.
        std::erase_if(m_offered, [&](const Completion &c) {
            const int from = c.replaceFrom;
            const bool begun =
                c.replaceTo > from || (from > 0 && (text()[from - 1] == u'.' || text()[from - 1] == u'['));
            return !asked && (!begun || c.insert == text().mid(from, c.replaceTo - from));
        });
    }
    m_offers->clear();
    for (const Completion &c : m_offered) {
        const QString what = c.signature.isEmpty() ? QString() : u"   "_s + c.signature;
        auto *item = new QStandardItem(visibleText(c.label + what));
        item->setToolTip(c.says.isEmpty() ? QString() : escapedToolTip(c.says));
        m_offers->appendRow(item);
    }
    if (m_offered.empty()) {
        m_completer->popup()->hide();
        return;
    }
    QRect under = rect();
    under.setLeft(std::max(0, cursorRect().left() - 20));
    under.setWidth(std::min(460, std::max(260, m_completer->popup()->sizeHintForColumn(0) + 30)));
    m_completer->complete(under);
    m_completer->popup()->setCurrentIndex(m_offers->index(0, 0));
}

void FilterField::take(const QModelIndex &index)
{
    if (index.row() < 0 || std::size_t(index.row()) >= m_offered.size())
        return;
    const Completion c = m_offered[std::size_t(index.row())];
    m_completer->popup()->hide();
    m_taking = true;
    setText(text().left(c.replaceFrom) + c.insert + text().mid(c.replaceTo));
    setCursorPosition(c.replaceFrom + c.cursor);
    m_taking = false;
    paintTokens();
    if (c.insert.endsWith(u'.'))
        offer(false);
}

// ---- keys

void FilterField::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const QModelIndex chosen = m_completer->popup()->currentIndex();
    if (isOffering() && event->key() == Qt::Key_Escape) {
        m_completer->popup()->hide();
    } else if (isOffering() && event->key() == Qt::Key_Tab && chosen.isValid()) {
        take(chosen);
    } else if (isOffering() && enter && chosen.isValid()) {
        take(chosen);
    } else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer(true);
    } else if (enter) {
        emit entered();
    } else if (event->key() == Qt::Key_F3) {
        emit findRequested(event->modifiers() & Qt::ShiftModifier);
    } else if (event->key() == Qt::Key_Escape && m_expressionOnly) {
        QLineEdit::keyPressEvent(event); // clears nothing: it is the dialog's
    } else if (event->key() == Qt::Key_Escape && text().isEmpty()) {
        emit left();
    } else {
        SearchField::keyPressEvent(event);
    }
}

} // namespace flowbench
