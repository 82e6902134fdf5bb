// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/verbs.h"

#include <QByteArrayList>
#include <QString>

#include <map>
#include <optional>

namespace flowbench::cli {

// A command line, taken apart and checked against the table. Values keep their bytes.
class Arguments
{
public:
    // `args` without the program's name.
    static Arguments parse(const QByteArrayList &args);

    // What is wrong with it; null: nothing. Already a sentence.
    const QString &problem() const { return m_problem; }
    const VerbSpec *verb() const { return m_verb; }

    bool has(const char *option) const { return m_options.contains(option); }
    QByteArray bytes(const char *option) const;          // the last one
    const QByteArrayList &all(const char *option) const; // in order
    QString text(const char *option) const { return QString::fromUtf8(bytes(option)); }
    std::optional<qint64> number(const char *option) const;

    int count() const { return int(m_arguments.size()); }
    QString argument(int i) const { return QString::fromUtf8(m_arguments.value(i)); }
    QStringList argumentsFrom(int i) const;

private:
    const OptionSpec *find(const QByteArray &name) const;
    void takeOption(const QByteArrayList &args, qsizetype &i);
    void checkValue(const OptionSpec &option, const QByteArray &value);
    void checkCount();

    const VerbSpec *m_verb = nullptr;
    QByteArrayList m_arguments;
    std::map<std::string, QByteArrayList, std::less<>> m_options;
    QString m_problem;
};

} // namespace flowbench::cli
