// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionform.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "words/sentence.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QFormLayout *makeForm(QWidget *of)
{
    auto *form = new QFormLayout(of);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return form;
}

// Shows its fallback as its value; the others show it as a placeholder.
bool isOneOfFew(const FieldSpec &spec)
{
    return spec.kind == FieldSpec::Kind::Choice || spec.kind == FieldSpec::Kind::Switch;
}

bool saysYes(const QString &text)
{
    const QString word = text.trimmed().toLower();
    return word == u"true" || word == u"1" || word == u"yes" || word == u"on";
}

// "none (amqp)", "TLS (amqps)": the scheme of a URL says how it is reached.
QString choiceLabel(const FieldSpec &spec, const QString &choice)
{
    if (spec.id != u"scheme")
        return choice;
    const bool encrypted = choice.endsWith(u's') && spec.choices.contains(choice.chopped(1));
    return encrypted ? ConnectionForm::tr("TLS (%1)", "scheme of a URL").arg(choice)
                     : ConnectionForm::tr("none (%1)", "no encryption; scheme of a URL").arg(choice);
}

// As it stands in the connection's URL.
QString rawName(const FieldSpec &spec)
{
    const bool named = spec.part == FieldSpec::Part::Option && spec.id != u"scheme";
    return named ? ConnectionForm::tr("%1 in the connection's URL", "name of an option").arg(spec.id) : QString();
}

// What an option that is not in the URL means.
QString fallbackOf(const FieldSpec &spec)
{
    if (spec.kind == FieldSpec::Kind::Switch)
        return saysYes(spec.fallback) ? u"true"_s : u"false"_s;
    return spec.fallback;
}

// Where it stood already, so that a saved file changes only where the person changed it. Empty: taken out.
void setOption(ConnectionUrl &url, const QString &id, const QString &value)
{
    const auto is = [&id](const auto &o) { return o.first == id; };
    auto at = std::find_if(url.options.begin(), url.options.end(), is);
    if (!value.isEmpty()) {
        if (at == url.options.end())
            at = url.options.emplace(at, id, value);
        (at++)->second = value;
    }
    url.options.erase(std::remove_if(at, url.options.end(), is), url.options.end());
}

// A line edit with a button that chooses a file.
class FileField : public QWidget
{
public:
    FileField(const QString &id, const QString &name, QWidget *parent) : QWidget(parent), edit(new QLineEdit(this))
    {
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(4);
        layout->addWidget(edit, 1);
        auto *choose =
            makeIconButton(u"Choose "_s + id, u"search"_s, ConnectionForm::tr("Choose a file for %1").arg(name), this);
        layout->addWidget(choose);
        QObject::connect(choose, &QToolButton::clicked, this, [this] {
            const QString path = QFileDialog::getOpenFileName(this);
            if (!path.isEmpty())
                edit->setText(path);
        });
        setFocusProxy(edit);
    }
    QLineEdit *edit;
};

} // namespace

ConnectionForm::ConnectionForm(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *plain = new QWidget(this);
    m_plain = makeForm(plain);
    layout->addWidget(plain);
    m_more = new QToolButton(this);
    m_more->setText(tr("More settings"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    setNames(m_more, u"More settings"_s, tr("More settings"));
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    m_advanced = new QWidget(this);
    m_advancedForm = makeForm(m_advanced);
    m_advanced->hide();
    layout->addWidget(m_advanced);
    connect(m_more, &QToolButton::toggled, m_advanced, &QWidget::setVisible);
}

void ConnectionForm::clear()
{
    m_fields.clear();
    for (QFormLayout *form : {m_plain, m_advancedForm}) {
        while (form->rowCount() > 0)
            form->removeRow(0);
    }
}

void ConnectionForm::setType(const ConnectorType &type)
{
    clear();
    m_type = type;
    m_base = {};
    m_base.scheme = type.schemes.value(0);
    if (m_type.schemes.size() > 1) { // amqp, amqps: the scheme is a field of its own
        FieldSpec scheme;
        scheme.id = u"scheme"_s;
        scheme.kind = FieldSpec::Kind::Choice;
        scheme.choices = m_type.schemes;
        scheme.fallback = m_type.schemes.first();
        addField(scheme, m_plain);
    }
    bool advanced = false;
    for (const FieldSpec &f : type.fields) {
        addField(f, f.advanced ? m_advancedForm : m_plain);
        advanced = advanced || f.advanced;
    }
    m_more->setVisible(advanced);
    m_advanced->setVisible(advanced && m_more->isChecked());
}

void ConnectionForm::addField(const FieldSpec &spec, QFormLayout *to)
{
    const QString label = fieldLabel(spec.id);
    Field f{spec, nullptr};
    switch (spec.kind) {
    case FieldSpec::Kind::Choice: {
        auto *box = new QComboBox(this);
        for (const QString &choice : spec.choices)
            box->addItem(choiceLabel(spec, choice), choice);
        connect(box, &QComboBox::currentTextChanged, this, &ConnectionForm::changed);
        f.editor = box;
        break;
    }
    case FieldSpec::Kind::Switch: {
        auto *box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, &ConnectionForm::changed);
        f.editor = box;
        break;
    }
    case FieldSpec::Kind::File: {
        auto *field = new FileField(spec.id, label, this);
        setNames(field->edit, spec.id, label);
        connect(field->edit, &QLineEdit::textChanged, this, &ConnectionForm::changed);
        f.editor = field;
        break;
    }
    case FieldSpec::Kind::Text:
    case FieldSpec::Kind::Number:
    case FieldSpec::Kind::Password: {
        auto *edit = new QLineEdit(this);
        if (spec.kind == FieldSpec::Kind::Password)
            edit->setEchoMode(QLineEdit::Password);
        edit->setPlaceholderText(spec.fallback);
        connect(edit, &QLineEdit::textChanged, this, &ConnectionForm::changed);
        f.editor = edit;
        break;
    }
    }
    setNames(f.editor, spec.id, label);
    auto *name = makeLabel(label, TextRole::Muted, this);
    name->setBuddy(f.editor);
    name->setMinimumWidth(120);
    for (QWidget *w : std::initializer_list<QWidget *>{name, f.editor})
        w->setToolTip(rawName(spec).isEmpty() ? QString() : escapedToolTip(rawName(spec)));
    to->addRow(name, f.editor);
    m_fields.push_back(f);
    if (isOneOfFew(spec))
        setText(f, spec.fallback);
}

QString ConnectionForm::text(const Field &field) const
{
    if (auto *box = qobject_cast<QComboBox *>(field.editor))
        return box->currentData().toString();
    if (auto *check = qobject_cast<QCheckBox *>(field.editor))
        return check->isChecked() ? u"true"_s : u"false"_s;
    if (auto *file = dynamic_cast<FileField *>(field.editor))
        return file->edit->text().trimmed();
    const auto *edit = static_cast<QLineEdit *>(field.editor);
    return field.spec.kind == FieldSpec::Kind::Password ? edit->text() : edit->text().trimmed();
}

void ConnectionForm::setText(const Field &field, const QString &text)
{
    if (auto *box = qobject_cast<QComboBox *>(field.editor)) {
        if (box->findData(text) < 0 && !text.isEmpty())
            box->addItem(text, text); // what was typed elsewhere stays as it is
        box->setCurrentIndex(box->findData(text));
    } else if (auto *check = qobject_cast<QCheckBox *>(field.editor)) {
        check->setChecked(saysYes(text));
    } else if (auto *file = dynamic_cast<FileField *>(field.editor)) {
        file->edit->setText(text);
    } else {
        static_cast<QLineEdit *>(field.editor)->setText(text);
    }
}

void ConnectionForm::setUrl(const ConnectionUrl &url)
{
    m_base = url;
    for (const Field &f : m_fields) {
        if (f.spec.id == u"scheme") {
            setText(f, url.scheme);
            continue;
        }
        switch (f.spec.part) {
        case FieldSpec::Part::Hosts:
            setText(f, url.hosts.empty() ? QString() : url.address());
            break;
        case FieldSpec::Part::User:
            setText(f, url.user);
            break;
        case FieldSpec::Part::Password:
            setText(f, url.password);
            break;
        case FieldSpec::Part::Path:
            setText(f, url.path);
            break;
        case FieldSpec::Part::Option:
            setText(f, url.option(f.spec.id, isOneOfFew(f.spec) ? f.spec.fallback : QString()));
            break;
        }
    }
}

Result<ConnectionUrl> ConnectionForm::url() const
{
    ConnectionUrl url = m_base;
    url.hosts.clear();
    url.user.clear();
    url.password = QString();
    url.path.clear();
    QString hosts;
    for (const Field &f : m_fields) {
        const QString value = text(f);
        if (f.spec.id == u"scheme") {
            url.scheme = value;
            continue;
        }
        if (f.spec.required && value.isEmpty())
            return makeError(ErrorCode::BadArgument, {fieldLabel(f.spec.id), value});
        switch (f.spec.part) {
        case FieldSpec::Part::Hosts:
            hosts = value.isEmpty() ? f.spec.fallback : value;
            break;
        case FieldSpec::Part::User:
            url.user = value;
            break;
        case FieldSpec::Part::Password:
            url.password = value.isEmpty() ? QString() : value;
            break;
        case FieldSpec::Part::Path:
            url.path = value.isEmpty() ? f.spec.fallback : value;
            break;
        case FieldSpec::Part::Option:
            setOption(url, f.spec.id, value != fallbackOf(f.spec) ? value : QString());
            break;
        }
    }
    if (!hosts.isEmpty()) {
        hosts.remove(u' ');
        const auto parsed = ConnectionUrl::parse(url.scheme + u"://"_s + hosts);
        if (!parsed)
            return parsed.error();
        url.hosts = parsed->hosts;
    }
    if (const auto checked = m_type.check ? m_type.check(url) : Result<void>(); !checked)
        return checked.error();
    return url;
}

void ConnectionForm::focusField(const QString &id)
{
    const auto field = std::ranges::find_if(m_fields, [&](const Field &f) { return f.spec.id == id; });
    if (field == m_fields.end())
        return;
    if (field->spec.advanced)
        m_more->setChecked(true);
    field->editor->setFocus();
}

void ConnectionForm::focusEmpty()
{
    const auto missing =
        std::ranges::find_if(m_fields, [this](const Field &f) { return f.spec.required && text(f).isEmpty(); });
    if (missing != m_fields.end())
        missing->editor->setFocus();
}

bool ConnectionForm::hasPasswordField() const
{
    return std::any_of(m_fields.begin(), m_fields.end(),
                       [](const Field &f) { return f.spec.part == FieldSpec::Part::Password; });
}

} // namespace flowbench
