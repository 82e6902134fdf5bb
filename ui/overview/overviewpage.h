// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/limits.h"
#include "model/live/session.h"

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace flowbench {

class SeriesColours;

/// The page "Overview": the figures of every open connection at a glance. It asks no broker itself: it shows what the
/// sessions learn every two seconds; its one timer (a chart step a second) runs only while it is shown. GUI thread.
class OverviewPage : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewPage(QWidget *parent = nullptr);
    ~OverviewPage() override;

    /// The open connections, in the order shown. They may die before the next call. History of those that stay is kept.
    void setSessions(const std::vector<Session *> &sessions);
    /// The colours shared by all pages (Look::series()); must outlive the page. Null: colours of its own.
    void setSeriesColours(SeriesColours *colours);
    /// From which depth on a dead-letter channel needs attention.
    void setDeadLimits(DeadLetterLimits limits);

    /// For the status line, up to date at statusChanged(): "3 of 4 connected", "figures 2 s old", "history since
    /// 09:12". Empty where there is nothing to say.
    struct Status
    {
        QString connections, age, since;
        int connected = 0, total = 0;
        bool operator==(const Status &) const = default;
    };
    Status status() const;

signals:
    void channelChosen(flowbench::Session *session, const QString &channel);
    void connectionChosen(flowbench::Session *session);
    void addAsked();     ///< "Add connection…" of the empty page.
    void sandboxAsked(); ///< "Open the sandbox" of the empty page.
    void statusChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
