// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/connectionflows.h"

#include "ui/connections/channeldetails.h"
#include "ui/connections/connectiondialog.h"
#include "ui/connections/prompts.h"

namespace flowbench {

using namespace Qt::StringLiterals;

ConnectionFlows::ConnectionFlows(SessionPool &pool, QWidget *window) : QObject(window), m_pool(pool), m_window(window)
{
    pool.setAskPassword(
        [this](const QString &user, const QString &address, std::function<void(std::optional<QString>)> done) {
            askPassword(user, address, std::move(done));
        });
}

void ConnectionFlows::add() { showDialog(nullptr, {}, {}); }

void ConnectionFlows::edit(const QString &id) { editField(id, {}); }

void ConnectionFlows::editField(const QString &id, const QString &field)
{
    if (const ConnectionProfile *saved = m_pool.profile(id)) {
        showDialog(saved, saved->name, field);
        return;
    }
    Session *session = m_pool.session(id); // one that is open and not saved yet
    const auto url = session ? ConnectionUrl::parse(session->identity().url) : Result<ConnectionUrl>(Error{});
    if (!url)
        return;
    ConnectionProfile fresh;
    fresh.url = *url;
    showDialog(&fresh, {}, field);
}

void ConnectionFlows::showDialog(const ConnectionProfile *profile, const QString &oldName, const QString &field)
{
    auto *dialog = new ConnectionDialog(m_pool.types(), m_jobs, m_pool.arenas(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (profile)
        dialog->setProfile(*profile);
    QStringList taken = m_pool.names();
    taken.removeAll(oldName);
    dialog->setTakenNames(taken);
    connect(dialog, &QDialog::accepted, this, [this, dialog, oldName] {
        const ConnectionProfile saved = dialog->profile();
        if (const auto written = m_pool.save(saved, oldName, dialog->password(), dialog->keepPassword()); !written)
            emit problem(written.error());
        else
            m_pool.openWith(saved.name, dialog->password());
    });
    dialog->open();
    dialog->focusField(field);
}

void ConnectionFlows::remove(const QString &id)
{
    auto *ask = PromptDialog::confirm(
        tr("Remove %1").arg(id),
        tr("Remove the connection %1? Its saved settings and its password in the keychain go; nothing changes "
           "at the broker.")
            .arg(id),
        tr("Remove connection"), m_window);
    connect(ask, &QDialog::accepted, this, [this, id] {
        if (const auto removed = m_pool.remove(id); !removed)
            emit problem(removed.error());
    });
    ask->open();
}

void ConnectionFlows::details(const QString &id, const QString &channel)
{
    Session *session = m_pool.session(id);
    if (!session)
        return;
    auto *dialog = new ChannelDetailsDialog(*session, channel, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ConnectionFlows::unlock(Session &session, const QString &what, std::function<void(bool)> done)
{
    auto *ask = PromptDialog::unlock(session.identity().name, what, m_window);
    const QPointer<Session> guarded(&session);
    const auto answered = std::make_shared<bool>(false);
    connect(ask, &QDialog::finished, this, [guarded, ask, done = std::move(done), answered](int result) {
        if (std::exchange(*answered, true))
            return;
        const bool opened = result == QDialog::Accepted && guarded && guarded->guard().unlock(ask->text());
        if (done)
            done(opened);
    });
    ask->open();
}

void ConnectionFlows::askPassword(const QString &user, const QString &address,
                                  std::function<void(std::optional<QString>)> done)
{
    auto *ask = PromptDialog::password(user, address, m_window);
    connect(ask, &QDialog::finished, this, [ask, done = std::move(done)](int result) {
        done(result == QDialog::Accepted ? std::optional(ask->text()) : std::nullopt);
    });
    ask->open();
}

} // namespace flowbench
