// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/brokers.h"

#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace flowbench::test {

namespace {
QString stateOf(const QString &folder)
{
    const QString variable = u"FLOWBENCH_"_s + QString(folder).replace(u'-', u'_').toUpper() + u"_STATE"_s;
    return qEnvironmentVariable(variable.toLatin1().constData(), QString::fromUtf8(FLOWBENCH_BUILD) + u'/' + folder);
}
} // namespace

Brokers::Brokers(const QString &folder) : m_state(stateOf(folder))
{
    QFile file(m_state + u"/brokers.env"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        const QString only = folder == u"brokers-registry" ? u" --only registry"_s : QString();
        m_problem =
            u"The brokers of the tests do not run (%1 is not there): run this test through ctest, or start them with "
            "`%2 up --state %3%4`."_s.arg(file.fileName(), QString::fromUtf8(FLOWBENCH_BROKERS_SCRIPT), m_state, only);
        return;
    }
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)) {
        const qsizetype equals = line.indexOf(u'=');
        m_values.insert(line.left(equals), line.mid(equals + 1));
    }
}

QString Brokers::kafka() const { return value(u"FLOWBENCH_KAFKA"_s); }
QString Brokers::kafkaTls() const { return value(u"FLOWBENCH_KAFKA_TLS"_s); }
QString Brokers::kafkaMtls() const { return value(u"FLOWBENCH_KAFKA_MTLS"_s); }
QString Brokers::kafkaSasl() const { return value(u"FLOWBENCH_KAFKA_SASL"_s); }
QString Brokers::kafkaSaslTls() const { return value(u"FLOWBENCH_KAFKA_SASL_TLS"_s); }
QString Brokers::kafka39Sasl() const { return value(u"FLOWBENCH_KAFKA39_SASL"_s); }
QString Brokers::kafka39SaslTls() const { return value(u"FLOWBENCH_KAFKA39_SASL_TLS"_s); }
QString Brokers::kafkaWrongHost() const { return value(u"FLOWBENCH_KAFKA_WRONGHOST"_s); }
QString Brokers::kafkaExpired() const { return value(u"FLOWBENCH_KAFKA_EXPIRED"_s); }
QString Brokers::rabbitMq() const { return value(u"FLOWBENCH_RABBITMQ"_s); }
QString Brokers::rabbitMqManagement() const { return value(u"FLOWBENCH_RABBITMQ_MANAGEMENT"_s); }
QString Brokers::amqps() const { return value(u"FLOWBENCH_AMQPS"_s); }
QString Brokers::amqpsWrongHost() const { return value(u"FLOWBENCH_AMQPS_WRONGHOST"_s); }
QString Brokers::amqpsExpired() const { return value(u"FLOWBENCH_AMQPS_EXPIRED"_s); }
QString Brokers::registry() const { return value(u"FLOWBENCH_REGISTRY"_s); }
QString Brokers::ca() const { return value(u"FLOWBENCH_CA"_s); }
QString Brokers::unknownCa() const { return value(u"FLOWBENCH_UNKNOWN_CA"_s); }
QString Brokers::clientCertificate() const { return value(u"FLOWBENCH_CLIENT_CERT"_s); }
QString Brokers::clientKey() const { return value(u"FLOWBENCH_CLIENT_KEY"_s); }
QString Brokers::saslUser() const { return value(u"FLOWBENCH_SASL_USER"_s); }
QString Brokers::saslPassword() const { return value(u"FLOWBENCH_SASL_PASSWORD"_s); }

QString Brokers::kill(const QString &broker) const { return tell(u"kill"_s, {broker}); }
QString Brokers::start(const QString &broker) const { return tell(u"start"_s, {broker}); }
QString Brokers::pause(const QString &broker) const { return tell(u"pause"_s, {broker}); }
QString Brokers::resume(const QString &broker) const { return tell(u"continue"_s, {broker}); }

QString Brokers::rabbitmqctl(const QStringList &arguments, QString *output) const
{
    return tell(u"rabbitmqctl"_s, QStringList{u"--"_s} + arguments, output);
}

QString Brokers::kafkaTool(const QStringList &arguments, QString *output) const
{
    return tell(u"kafka-tool"_s, QStringList{u"--"_s} + arguments, output);
}

QString Brokers::tell(const QString &verb, const QStringList &arguments, QString *output) const
{
    constexpr int kPatienceMs = 300'000;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"python3"_s,
                  QStringList{QString::fromUtf8(FLOWBENCH_BROKERS_SCRIPT), verb, u"--state"_s, m_state} + arguments);
    if (!process.waitForFinished(kPatienceMs)) {
        process.kill();
        process.waitForFinished();
        return u"brokers.py %1 did not end within five minutes"_s.arg(verb);
    }
    const QString text = QString::fromUtf8(process.readAll());
    if (output)
        *output = text;
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return {};
    return u"brokers.py %1: %2"_s.arg(verb, text.trimmed());
}

} // namespace flowbench::test
