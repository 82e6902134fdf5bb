// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/workspace/templates.h"

#include <QWidget>

#include <functional>
#include <memory>

class QComboBox;
class QToolButton;

namespace flowbench {

/// Choose, save, rename and delete templates. Files are read and written on a worker, one after the other.
class TemplateBar : public QWidget
{
    Q_OBJECT

public:
    explicit TemplateBar(QWidget *parent);

    /// Null hides the bar.
    void setStore(std::shared_ptr<TemplateStore> store);
    /// What is to be saved; asked when it is.
    void setDraft(std::function<PublishTemplate()> draft) { m_draft = std::move(draft); }
    QString current() const;
    void setCurrent(const QString &name);
    QStringList names() const;

    /// Writes one, whatever is chosen; also how a deletion is taken back.
    void save(const PublishTemplate &publishTemplate);

public slots:
    void askSave();
    void askRename();
    void removeCurrent();

signals:
    void chosen(const flowbench::PublishTemplate &publishTemplate);
    void removed(const flowbench::PublishTemplate &publishTemplate);
    void said(const QString &sentence);
    void failed(const QString &sentence);

private:
    using Work = std::function<Result<void>(TemplateStore &)>;
    void run(Work work, std::function<void()> done);
    void show(const TemplateList &list);
    void updateButtons();
    void askName(const QString &title, const QString &button, const QString &name,
                 std::function<void(const QString &)> then);

    std::shared_ptr<TemplateStore> m_store;
    std::function<PublishTemplate()> m_draft;
    TemplateList m_list;
    QString m_wanted; ///< To be current once the list is read.
    QComboBox *m_box;
    QToolButton *m_save, *m_rename, *m_remove;
    bool m_toldProblems = false;
    JobRunner m_jobs{1}; ///< One thread: in the order asked for. Last: ends first.
};

} // namespace flowbench
