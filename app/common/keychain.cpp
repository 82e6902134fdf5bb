// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/keychain.h"

#include <QEventLoop>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include <memory>
#include <optional>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
const QString Service = u"flowbench"_s;

Error noKeychain(const QString &detail) { return makeError(ErrorCode::NoKeychain, {}, detail); }

// Starts the job; `done` is called once, with the job or, when the deadline passed first, with null. A late job lives
// on until it ends, and then deletes itself: its library still holds it.
template <class Job>
void start(Job *job, Milliseconds deadline, std::function<void(Job *)> done)
{
    job->setInsecureFallback(false);
    job->setAutoDelete(false);
    auto answered = std::make_shared<bool>(false);
    auto *timer = new QTimer;
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, timer, [job, timer, answered, done] {
        timer->deleteLater();
        if (*answered)
            return;
        *answered = true;
        job->setAutoDelete(true);
        done(nullptr);
    });
    QObject::connect(job, &QKeychain::Job::finished, timer, [job, timer, answered, done] {
        if (*answered)
            return;
        *answered = true;
        timer->stop();
        timer->deleteLater();
        done(job);
        job->deleteLater();
    });
    timer->start(deadline);
    job->start();
}

Result<void> outcome(const QKeychain::Job *job)
{
    if (!job)
        return noKeychain(u"it did not answer in time"_s);
    if (job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound)
        return {};
    return noKeychain(job->errorString());
}

template <class T, class Start>
T wait(Start begin)
{
    QEventLoop loop;
    std::optional<T> answer;
    begin([&](T result) {
        answer.emplace(std::move(result));
        loop.quit();
    });
    if (!answer)
        loop.exec();
    return std::move(*answer);
}
} // namespace

void Keychain::read(const QString &key, std::function<void(Result<QString>)> done)
{
    auto *job = new QKeychain::ReadPasswordJob(Service);
    job->setKey(key);
    start<QKeychain::ReadPasswordJob>(job, m_deadline, [done = std::move(done)](QKeychain::ReadPasswordJob *j) {
        if (const auto ended = outcome(j); !ended)
            done(ended.error());
        else
            done(j->error() == QKeychain::EntryNotFound ? QString() : j->textData());
    });
}

void Keychain::write(const QString &key, const QString &secret, std::function<void(Result<void>)> done)
{
    auto *job = new QKeychain::WritePasswordJob(Service);
    job->setKey(key);
    job->setTextData(secret);
    start<QKeychain::WritePasswordJob>(job, m_deadline,
                                       [done = std::move(done)](QKeychain::WritePasswordJob *j) { done(outcome(j)); });
}

void Keychain::remove(const QString &key, std::function<void(Result<void>)> done)
{
    auto *job = new QKeychain::DeletePasswordJob(Service);
    job->setKey(key);
    start<QKeychain::DeletePasswordJob>(
        job, m_deadline, [done = std::move(done)](QKeychain::DeletePasswordJob *j) { done(outcome(j)); });
}

Result<QString> readSecret(SecretStore &store, const QString &key)
{
    return wait<Result<QString>>([&](auto done) { store.read(key, done); });
}

Result<void> writeSecret(SecretStore &store, const QString &key, const QString &secret)
{
    return wait<Result<void>>([&](auto done) { store.write(key, secret, done); });
}

Result<void> removeSecret(SecretStore &store, const QString &key)
{
    return wait<Result<void>>([&](auto done) { store.remove(key, done); });
}

} // namespace flowbench
