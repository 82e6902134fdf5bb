// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"
#include "ui/replay/targetchoice.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QStringListModel;

namespace flowbench {

class Chip;

/// Where a replay goes and how it runs. Nothing happens: ask for what was chosen once it is accepted. Open with open();
/// deletes itself.
class OptionsDialog : public QDialog
{
    Q_OBJECT

public:
    OptionsDialog(const DeskAsk &ask, TargetChoices targets, QWidget *parent);

    void setTargets(TargetChoices targets);

    RunOptions options() const;
    QString target() const;           ///< "origin-queue", "origin-exchange", "origin", a channel
    QString targetConnection() const; ///< id; empty: the source's

private:
    void buildTarget(QFormLayout &form);
    void buildPace(QFormLayout &form);
    void buildRest(QFormLayout &form);
    QSpinBox *addNumber(QFormLayout &form, const QString &objectName, const QString &label, int from, int to,
                        const QString &suffix, const QString &atLeast);
    QCheckBox *addCheck(QFormLayout &form, const QString &objectName, const QString &text);
    void fill(const RunOptions &options);
    void fillChannels();
    void update();
    bool toChannel() const;
    QString inWords() const;

    QFormLayout *m_form;
    DeskAsk m_ask;
    TargetChoices m_targets;
    QComboBox *m_target, *m_connection, *m_channel;
    QStringListModel *m_channels;
    QWidget *m_place = nullptr;
    Chip *m_environment;
    QSpinBox *m_window = nullptr, *m_rate = nullptr, *m_canary = nullptr, *m_returns = nullptr, *m_replays = nullptr,
             *m_attempts = nullptr, *m_watch = nullptr;
    QCheckBox *m_keep = nullptr, *m_headers = nullptr, *m_transaction = nullptr;
    QLabel *m_words;
    QPushButton *m_use;
    bool m_filling = false;
};

} // namespace flowbench
