// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/replay/deadset.h"

#include <QAbstractTableModel>
#include <QStackedWidget>

#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QTableView;

namespace flowbench {

class EmptyState;

/// Another dead letter of the same set, and what it has in common with one.
struct RelatedEvent
{
    std::size_t index = 0;
    bool correlation = false; ///< else the key
    std::string type, id;
    std::optional<qint64> diedMs; ///< else its own time
};

/// Dead letters of the same set with the correlation id or the key of one, the first of them. GUI thread.
class RelatedView : public QStackedWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t Most = 200;

    explicit RelatedView(QWidget *parent = nullptr);
    ~RelatedView() override;

    void showRelativesOf(const std::shared_ptr<const DeadSet> &set, std::size_t index);
    void clear(); ///< stops looking
    int count() const;

signals:
    void eventChosen(std::size_t index);

private:
    class Model;
    struct Found
    {
        std::vector<RelatedEvent> events;
        bool more = false; ///< there are others
        bool nothingToGoBy = false;
    };
    void take(Found found);

    std::shared_ptr<const DeadSet> m_set;
    std::optional<std::size_t> m_index;
    EmptyState *m_empty;
    QLabel *m_note;
    QTableView *m_table;
    Model *m_model;
    JobHandle m_job;
    JobRunner m_jobs{1}; // last
};

} // namespace flowbench
