// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/putback.h"

#include "ui/jobs/restorequestion.h"
#include "ui/replay/planwords.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QPointer>
#include <QWidget>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
QString number(quint64 n) { return words::count(qint64(n)); }
} // namespace

PutBack::PutBack(ReplayDesk &desk, QWidget *parent) : QObject(parent), m_desk(desk), m_window(parent) {}

void PutBack::show(const Job *job)
{
    const bool same = job && m_job && job->id == m_job->id && job->state == m_job->state;
    if (same)
        return;
    m_looking.cancel();
    m_kept.reset();
    m_trouble.clear();
    m_job = job ? std::optional(*job) : std::nullopt;
    look();
}

void PutBack::look()
{
    // One that is being written is read when it is whole.
    if (!m_job || m_job->spec.kind != JobSpec::Kind::Discard || m_job->state == JobState::Running)
        return;
    m_looking = m_desk.kept(this, m_job->spec.target, [this](const Result<RestoreJob::Kept> &kept) {
        m_kept = kept ? std::optional(*kept) : std::nullopt;
        m_trouble = kept ? QString() : sentence(kept.error()).message;
        emit changed();
    });
}

QString PutBack::said() const
{
    if (!m_kept)
        return m_trouble;
    if (m_kept->restored + m_kept->unknown == 0)
        return {};
    const QString back = tr("%1 of %2 put back").arg(number(m_kept->restored), number(m_kept->events));
    return m_kept->unknown == 0 ? back : back + u", "_s + tr("%1 may be back").arg(number(m_kept->unknown));
}

QString PutBack::reason() const
{
    if (m_busy)
        return tr("It is being put back");
    if (!m_job || m_job->spec.kind != JobSpec::Kind::Discard || m_job->state == JobState::Running)
        return tr("Only what a discard took away can be put back");
    if (m_kept && m_kept->events == 0)
        return tr("Nothing is in its archive");
    return m_kept && m_kept->restored == m_kept->events ? tr("All of it is back already") : QString();
}

void PutBack::ask()
{
    if (!reason().isEmpty())
        return;
    askRestore(m_window, *m_job, m_kept, [guard = QPointer(this), job = *m_job](RestoreJob::Unknown unknown) {
        if (guard && !guard->m_busy)
            guard->begin(job, unknown);
    });
}

void PutBack::begin(const Job &job, RestoreJob::Unknown unknown)
{
    m_busy = true;
    m_stopping = false;
    emit changed();
    GuardedCall call;
    call.act = [this, spec = job.spec, unknown](std::function<void(Result<QString>)> answer) {
        if (m_stopping) { // while the person was asked
            answer(makeError(ErrorCode::Cancelled));
            return;
        }
        m_restoring =
            m_desk.restore(this, spec, unknown, [this, answer, spec](const Result<RestoreJob::Restored> &restored) {
                const bool locked = !restored && (restored.error().code == ErrorCode::GuardProduction ||
                                                  restored.error().code == ErrorCode::GuardExpired);
                // Later: another attempt has a handle of its own.
                if (locked) {
                    QMetaObject::invokeMethod(
                        this, [answer, error = restored.error()] { answer(error); }, Qt::QueuedConnection);
                    return;
                }
                ended(restored);
                emit cameBack(spec.connection, spec.channel);
            });
    };
    call.connectionOf = [connection = job.spec.connection](const Error &) { return connection; };
    call.what = tr("Put events back into %1").arg(planwords::channelWords(job.spec.channel));
    call.unlock = m_unlock;
    runGuarded(this, std::move(call), [this](const Result<QString> &refused) {
        if (!refused)
            ended(refused.error());
    });
}

void PutBack::stop()
{
    m_restoring.cancel();
    m_stopping = true;
    emit changed();
}

void PutBack::ended(const Result<RestoreJob::Restored> &restored)
{
    m_busy = false;
    m_stopping = false;
    look();
    emit changed();
    if (!restored) {
        const Sentence s = sentence(restored.error());
        if (restored.error().code != ErrorCode::Cancelled)
            emit told(Tint::Error, tr("It was not put back: %1 %2").arg(s.message, s.hint));
        return;
    }
    const QString said =
        tr("%1 of %2 events were put back").arg(number(restored->confirmed), number(restored->selected));
    if (restored->errors.empty())
        emit told(restored->confirmed == restored->selected ? Tint::Ok : Tint::Warning, said);
    else
        emit told(Tint::Warning, tr("%1: %2").arg(said, sentence(restored->errors.front()).message));
}

} // namespace flowbench
