// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/session.h"
#include "ui/search/searchrequest.h"

#include <QDialog>
#include <QPointer>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace flowbench {

class ChannelPicker;
class PlaceField;

/// Asks what to search for and where. Open with open(); searchRequested() once, when accepted. Deletes itself.
class SearchDialog : public QDialog
{
    Q_OBJECT

public:
    /// `preset` fills the fields. `utc`: the zone of times.
    SearchDialog(Session &session, const SearchRequest &preset, bool utc, QWidget *parent);

    /// What stands in the fields; BadExpression or BadArgument where it can't be searched for.
    Result<SearchRequest> request() const;

signals:
    void searchRequested(const flowbench::SearchRequest &request);

private:
    void buildText(QFormLayout &form);
    void buildPlace(QFormLayout &form);
    void buildRest(QFormLayout &form);
    void fill(const SearchRequest &preset);
    void explain();
    void askGroups();
    void updatePartitions();
    void check();
    void accept() override;

    QPointer<Session> m_session;
    ChannelPicker *m_channels;
    QRadioButton *m_expression;
    QRadioButton *m_words;
    QLineEdit *m_text;
    QLineEdit *m_key;
    PlaceField *m_from;
    PlaceField *m_to;
    QComboBox *m_partition;
    QCheckBox *m_newestFirst;
    QComboBox *m_isolation;
    QSpinBox *m_limit;
    QLabel *m_problem;
    QPushButton *m_search;
    JobHandle m_asking;
    bool m_kindChosen = false; ///< words or expression, by the person
};

} // namespace flowbench
