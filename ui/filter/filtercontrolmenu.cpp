// SPDX-License-Identifier: GPL-3.0-or-later
// What a FilterControl keeps: history, saved filters and colour rules; and the menu with all of it.
#include "model/query/completion.h"
#include "ui/filter/colourrulesdialog.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/savefilterdialog.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int MenuChars = 60;

QString menuText(const QString &text)
{
    const QString shown = visibleText(text.size() > MenuChars ? text.left(MenuChars) + u'…' : text);
    return QString(shown).replace(u'&', u"&&"_s);
}

} // namespace

// ---- the workspace

void FilterControl::setWorkspace(const QString &folder)
{
    if (folder == m_workspace)
        return;
    m_workspace = folder;
    reload();
}

void FilterControl::reload()
{
    if (m_workspace.isEmpty())
        return;
    m_loading = m_jobs.run(
        this, Milliseconds(0), [folder = m_workspace](const Cancel &) { return FilterStore(folder).load(); },
        [this](FilterList list) { takeFilters(std::move(list)); });
}

void FilterControl::takeFilters(FilterList list)
{
    m_saved = std::move(list);
    if (!m_saved.problems.empty())
        emit message(tr("%1 cannot be read whole: %2")
                         .arg(m_saved.problems.front().file, sentence(m_saved.problems.front().error).message));
    setRules(m_saved.rules.value_or(std::vector<ColourRule>()), false);
}

void FilterControl::write(std::function<Result<void>(FilterStore &)> change, const QString &done)
{
    if (m_workspace.isEmpty())
        return;
    // Saving goes on, whatever else is asked for meanwhile.
    m_jobs
        .run(
            this, Milliseconds(0),
            [folder = m_workspace, change = std::move(change)](const Cancel &) {
                FilterStore store(folder);
                return change(store);
            },
            [this, done](Result<void> answer) {
                emit message(answer ? done : sentence(answer.error()).message);
                reload();
            })
        .detach();
}

void FilterControl::setRules(std::vector<ColourRule> rules, bool store)
{
    m_colours = std::make_shared<ColourRules>(rules, m_options);
    emit marksChanged();
    if (store)
        write([rules = std::move(rules)](FilterStore &s) { return s.saveRules(rules); }, tr("Colour rules are saved"));
}

void FilterControl::editColours()
{
    const std::vector<ColourRule> rules = m_saved.rules ? *m_saved.rules : ColourRulesDialog::suggested();
    auto *dialog = new ColourRulesDialog(rules, m_store, m_options, m_window);
    dialog->setCompletions(completions());
    connect(dialog, &ColourRulesDialog::chosen, this, [this](const std::vector<ColourRule> &chosen) {
        m_saved.rules = chosen;
        setRules(chosen, true);
    });
    dialog->open();
}

// ---- saved filters

void FilterControl::saveFilter()
{
    if (!isActive())
        return;
    SavedFilter filter;
    filter.text = m_text;
    filter.mode = m_mode;
    filter.channels = m_channels.size() == 1 ? m_channels.front() : QString();
    QStringList names;
    for (const SavedFilter &f : m_saved.filters)
        names += f.name;
    auto *dialog = new SaveFilterDialog(filter, names, m_window);
    connect(dialog, &SaveFilterDialog::chosen, this, [this](const SavedFilter &chosen) {
        SavedFilter all = chosen;
        if (const SavedFilter *known = m_saved.find(chosen.name))
            all.unknown = known->unknown;
        write([all](FilterStore &s) { return s.save(all); }, tr("Saved the filter %1").arg(visibleText(all.name)));
    });
    dialog->open();
}

void FilterControl::pasteFilter()
{
    const SavedFilter filter = filterFromText(QApplication::clipboard()->text());
    if (filter.text.isEmpty())
        return;
    setText(filter.text, filter.mode);
    m_field.setFocus();
}

// ---- the menu

void FilterControl::addSaved(QMenu &menu)
{
    if (m_saved.filters.empty())
        return;
    menu.addSection(tr("Saved"));
    // Those for these channels first.
    const auto fits = [this](const SavedFilter &f) {
        return m_channels.isEmpty() ||
               std::any_of(m_channels.begin(), m_channels.end(), [&](const QString &c) { return f.isFor(c); });
    };
    QMenu *others = nullptr;
    for (const SavedFilter &f : m_saved.filters) {
        QMenu *into = &menu;
        if (!fits(f)) {
            if (!others) {
                others = new QMenu(tr("For other channels"), &menu);
                others->setToolTipsVisible(true);
            }
            into = others;
        }
        QAction *action = into->addAction(menuText(f.name), this, [this, f] { setText(f.text, f.mode); });
        action->setToolTip(visibleText(f.text));
        action->setCheckable(true);
        action->setChecked(isActive() && f.text == m_text);
    }
    if (others)
        menu.addMenu(others);
    QMenu *remove = menu.addMenu(tr("Delete a saved filter"));
    for (const SavedFilter &f : m_saved.filters) {
        remove->addAction(menuText(f.name), this, [this, name = f.name] {
            write([name](FilterStore &s) { return s.remove(name); },
                  tr("Deleted the filter %1").arg(visibleText(name)));
        });
    }
}

void FilterControl::addRecent(QMenu &menu)
{
    QMenu *recent = menu.addMenu(tr("Recent"));
    recent->setObjectName(u"Recent"_s);
    recent->setEnabled(!m_history.entries().empty());
    for (const FilterHistory::Entry &e : m_history.entries())
        recent->addAction(menuText(e.text), this, [this, e] { setText(e.text, e.mode); });
    recent->addSeparator();
    recent->addAction(tr("Forget them"), this, [this] { m_history.clear(); });
}

void FilterControl::fillMenu(QMenu &menu)
{
    menu.setToolTipsVisible(true);
    addSaved(menu);
    addRecent(menu);
    menu.addSeparator();
    QAction *save = menu.addAction(tr("Save filter…"), this, &FilterControl::saveFilter);
    save->setObjectName(u"Save filter…"_s);
    save->setEnabled(isActive() && !m_workspace.isEmpty());
    menu.addAction(tr("Copy as text"), this,
                   [this] {
                       SavedFilter filter{{}, m_text, m_mode, {}, {}};
                       for (const SavedFilter &f : m_saved.filters) {
                           if (f.text == m_text && f.mode == m_mode)
                               filter = f;
                       }
                       QApplication::clipboard()->setText(filterToText(filter));
                       emit message(tr("Copied the filter"));
                   })
        ->setEnabled(isActive());
    menu.addAction(tr("Paste filter"), this, &FilterControl::pasteFilter)
        ->setEnabled(!QApplication::clipboard()->text().trimmed().isEmpty());
    menu.addSeparator();
    QAction *colours = menu.addAction(tr("Colour rules…"), this, &FilterControl::editColours);
    colours->setObjectName(u"Colour rules…"_s);
    colours->setEnabled(!m_workspace.isEmpty());
}

} // namespace flowbench
