// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/workspace/savedfilters.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace flowbench {

/// Asks for the name of a filter and the channels it is for. Deletes itself when closed.
class SaveFilterDialog : public QDialog
{
    Q_OBJECT

public:
    /// `names` are taken: saving under one of them replaces it, and the button says so.
    SaveFilterDialog(SavedFilter filter, QStringList names, QWidget *parent);

signals:
    void chosen(const flowbench::SavedFilter &filter);

private:
    void nameEdited();

    SavedFilter m_filter;
    QStringList m_names;
    QLineEdit *m_name;
    QLineEdit *m_channels;
    QPushButton *m_save;
};

} // namespace flowbench
