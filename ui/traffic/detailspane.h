// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/decode/decoder.h"
#include "model/event/event.h"
#include "model/store/chunk.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QHBoxLayout;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace flowbench {

class BodyView;
class DecodingLine;
class EventCard;
class HexView;
class KeyValueView;
struct ReadBody;

/// One event beside the table: where it stands, its value, headers, recognised envelope and bytes. Keeps its own copy,
/// so that it stays when the store evicts it; a large value is copied on a worker. GUI thread.
class DetailsPane : public QWidget
{
    Q_OBJECT

public:
    explicit DetailsPane(QWidget *parent = nullptr);
    ~DetailsPane() override;

    void setEvent(ChunkPtr chunk, std::size_t row);
    void clear();
    bool hasEvent() const { return m_event.has_value(); }
    /// Null where none is shown or its value is still being copied.
    const Event *event() const { return m_event ? &*m_event : nullptr; }

    /// How values are read from now on; what is shown is read anew. Null: as they are.
    void setDecoder(std::shared_ptr<const EventDecoder> decoder);
    DecodingLine &decoding() { return *m_decoding; }
    void setUtc(bool utc);
    /// Empty: it can be published again.
    void setPublishReason(const QString &reason);
    QString currentTab() const; ///< "Value", "Headers", "Envelope", "Hex"
    void setCurrentTab(const QString &name);
    void saveBody(); ///< asks where to

    /// A further tab, before the one at that place; what it shows is its own, so the event's card is hidden meanwhile.
    void insertTab(int at, const QString &name, const QString &text, QWidget *page);
    /// Instead of "Publish again", at the right of the tabs.
    void setCornerWidget(QWidget *widget);

signals:
    void publishAgain(const flowbench::Event &event);
    void correlationClicked(const QString &id);
    /// From a value in the tree; see JsonTreeView.
    void includeRequested(const QString &expression, bool exclude);
    void columnRequested(const QString &expression);
    void tabChanged(const QString &name);
    void message(const QString &text); ///< "Saved 12 KiB to body.json"

private:
    int tabOf(const QString &name) const;
    void showTab();
    void present(Event event, QByteArray value);
    void decode();
    void showDecoded(const ReadBody &read);
    void showWhy();
    EventView view() const; ///< of the shown event with its value
    void writeBody(const QString &path);
    QString proposedName() const;

    JobRunner m_jobs{1};
    JobHandle m_copying, m_decodingJob, m_saving;
    std::shared_ptr<const EventDecoder> m_decoder;
    std::vector<Decoded::Attempt> m_tried; ///< of the shown value
    std::optional<Event> m_event;          ///< without its value where that is large: m_value has it
    QByteArray m_value;
    QStackedWidget *m_pages;
    QTabBar *m_tabs;
    QHBoxLayout *m_line; ///< of the tabs
    std::vector<QWidget *> m_ownPages;
    EventCard *m_card;
    DecodingLine *m_decoding;
    QStackedWidget *m_views;
    BodyView *m_body;
    KeyValueView *m_headers;
    QStackedWidget *m_envelopePage;
    KeyValueView *m_envelope;
    HexView *m_hex;
    QPushButton *m_publish;
    QToolButton *m_save;
};

} // namespace flowbench
