// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace flowbench::test {

/// The real brokers of this test run: where they listen, and how to hurt them.
///
/// Reads the file that `tests/brokers/brokers.py up` wrote; its folder is the build tree's, or that of the environment
/// variable FLOWBENCH_BROKERS_STATE (FLOWBENCH_BROKERS_REGISTRY_STATE). A test that needs a broker begins with
///
///     QVERIFY2(brokers.problem().isEmpty(), qPrintable(brokers.problem()));
///
/// so that a missing broker fails, with a sentence, and never skips. A value; every function blocks its caller.
class Brokers
{
public:
    /// `folder` of the build tree: "brokers", or "brokers-registry" for the schema registry, which is a fixture of its
    /// own.
    explicit Brokers(const QString &folder = QStringLiteral("brokers"));

    /// Empty when the brokers' addresses are known, else a sentence that says what to do.
    QString problem() const { return m_problem; }

    /// A value of brokers.env, empty if it is not there: FLOWBENCH_CA, FLOWBENCH_UNKNOWN_CA, FLOWBENCH_CLIENT_CERT, ...
    QString value(const QString &name) const { return m_values.value(name); }

    // Addresses as host:port.
    QString kafka() const;
    QString kafkaTls() const;     ///< a good certificate of ca()
    QString kafkaMtls() const;    ///< asks for a client certificate of ca()
    QString kafkaSasl() const;    ///< PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 (see tests/brokers/kafka.py)
    QString kafkaSaslTls() const; ///< the same over TLS
    QString kafka39Sasl() const;  ///< the same on Kafka 3.9, where SCRAM works with librdkafka before 2.6.1
    QString kafka39SaslTls() const;
    QString kafkaWrongHost() const; ///< its certificate names another host
    QString kafkaExpired() const;   ///< its certificate has expired
    QString rabbitMq() const;
    QString rabbitMqManagement() const;
    QString amqps() const;
    QString amqpsWrongHost() const;
    QString amqpsExpired() const;
    QString registry() const; ///< a URL; of "brokers-registry"

    // Paths of PEM files.
    QString ca() const;
    QString unknownCa() const; ///< an authority that signed none of the listeners' certificates
    QString clientCertificate() const;
    QString clientKey() const;

    QString saslUser() const;
    QString saslPassword() const;

    // Each takes "kafka", "kafka39" or "rabbitmq" and returns an empty string or what went wrong.
    QString kill(const QString &broker) const;   ///< kill -9; the data stay
    QString start(const QString &broker) const;  ///< again, on the same ports; returns when it answers
    QString pause(const QString &broker) const;  ///< SIGSTOP: connected, and silent
    QString resume(const QString &broker) const; ///< SIGCONT

    /// Runs rabbitmqctl against the node, or one of Kafka's own tools (main class, then arguments); the output goes to
    /// *output.
    QString rabbitmqctl(const QStringList &arguments, QString *output = nullptr) const;
    QString kafkaTool(const QStringList &arguments, QString *output = nullptr) const;

private:
    QString tell(const QString &verb, const QStringList &arguments, QString *output = nullptr) const;

    QString m_state;
    QString m_problem;
    QHash<QString, QString> m_values;
};

} // namespace flowbench::test
