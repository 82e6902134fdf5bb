// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

#include <QWidget>

class QFormLayout;
class QToolButton;

namespace flowbench {

/// The fields that a connector describes, as a form: what stands in them is a ConnectionUrl. Options of the URL that
/// have no field are kept.
class ConnectionForm : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionForm(QWidget *parent = nullptr);

    void setType(const ConnectorType &type);
    void setUrl(const ConnectionUrl &url);
    /// BadUrl or BadArgument where a field can't be understood; the password is in url.password.
    Result<ConnectionUrl> url() const;
    bool hasPasswordField() const;
    void focusField(const QString &id); ///< also one of "More settings"
    void focusEmpty();                  ///< the first that must not be empty and is

signals:
    void changed();

private:
    struct Field
    {
        FieldSpec spec;
        QWidget *editor = nullptr;
    };
    void clear();
    void addField(const FieldSpec &spec, QFormLayout *to);
    QString text(const Field &field) const;
    void setText(const Field &field, const QString &text);

    ConnectorType m_type;
    ConnectionUrl m_base; ///< As it was set: what the fields don't show stays.
    std::vector<Field> m_fields;
    QFormLayout *m_plain;
    QWidget *m_advanced;
    QFormLayout *m_advancedForm;
    QToolButton *m_more;
};

} // namespace flowbench
