// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/exportcolumns.h"

#include <QDialog>

class QComboBox;
class QPushButton;
class QRadioButton;

namespace flowbench {

enum class ExportScope { Selected, Shown, Every };

/// Asks which events go into what kind of file, then where it goes. Open with open(); deletes itself.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    struct Counts
    {
        quint64 selected = 0, shown = 0, every = 0;
    };
    ExportDialog(const Counts &counts, const QString &name, QWidget *parent);

    ExportScope scope() const;
    EventFileFormat format() const;

signals:
    /// `path` may be there: the person was asked whether to replace it.
    void chosen(flowbench::ExportScope scope, flowbench::EventFileFormat format, const QString &path);

private:
    quint64 count() const;
    void update();
    void askPath();

    Counts m_counts;
    QString m_name;
    QRadioButton *m_selected;
    QRadioButton *m_shown;
    QRadioButton *m_every;
    QComboBox *m_format;
    QPushButton *m_export;
};

} // namespace flowbench
