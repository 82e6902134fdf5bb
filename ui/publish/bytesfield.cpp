// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/bytesfield.h"

#include "model/base/jsonwriter.h"
#include "ui/look/fonts.h"
#include "ui/look/names.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
enum Form { TextForm, Base64Form };

bool isLine(const std::string &bytes)
{
    return isUtf8(bytes) &&
           std::none_of(bytes.begin(), bytes.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

std::optional<QByteArray> decode(const QString &base64)
{
    const auto bytes =
        QByteArray::fromBase64Encoding(base64.trimmed().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return bytes ? std::optional(*bytes) : std::nullopt;
}
} // namespace

BytesField::BytesField(const QString &objectName, const QString &name, QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_form(new QComboBox(this))
{
    m_edit->setObjectName(objectName);
    m_edit->setFont(fixedFont());
    m_form->setObjectName(objectName + u" form"_s);
    setNames(m_form->view(), objectName + u" forms"_s, tr("Form"));
    m_form->addItems({tr("text"), tr("base64")});
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_form);
    setFocusProxy(m_edit);
    setName(name);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        showState();
        emit changed();
    });
    connect(m_form, &QComboBox::currentIndexChanged, this, &BytesField::chooseForm);
    showState();
}

void BytesField::setName(const QString &name)
{
    m_edit->setAccessibleName(name);
    m_form->setAccessibleName(tr("Form of “%1”").arg(name));
}

void BytesField::setBytes(const std::optional<std::string> &bytes)
{
    const bool isText = !bytes || (!bytes->empty() && isLine(*bytes));
    m_shown = isText ? TextForm : Base64Form;
    {
        const QSignalBlocker blocker(m_form);
        m_form->setCurrentIndex(m_shown);
    }
    const QByteArray raw = QByteArray::fromStdString(bytes.value_or(std::string()));
    m_edit->setText(isText ? QString::fromUtf8(raw) : QString::fromLatin1(raw.toBase64()));
    showState();
}

std::optional<std::string> BytesField::bytes() const
{
    if (m_form->currentIndex() == TextForm)
        return m_edit->text().isEmpty() ? std::nullopt : std::optional(m_edit->text().toStdString());
    const auto decoded = decode(m_edit->text());
    return decoded ? std::optional(decoded->toStdString()) : std::nullopt;
}

bool BytesField::isValid() const { return m_form->currentIndex() == TextForm || decode(m_edit->text()).has_value(); }

// The bytes stay, their writing changes; bytes that are no line of text stay base64.
void BytesField::chooseForm(int form)
{
    if (form == m_shown)
        return;
    if (form == Base64Form) {
        m_shown = form;
        m_edit->setText(QString::fromLatin1(m_edit->text().toUtf8().toBase64()));
    } else if (const auto bytes = decode(m_edit->text()); bytes && isLine(bytes->toStdString())) {
        m_shown = form;
        m_edit->setText(QString::fromUtf8(*bytes));
    } else {
        const QSignalBlocker blocker(m_form);
        m_form->setCurrentIndex(m_shown);
    }
    showState();
    emit changed();
}

void BytesField::showState()
{
    m_edit->setPlaceholderText(m_form->currentIndex() == TextForm ? tr("none") : tr("empty: no bytes"));
    m_edit->setAccessibleDescription(isValid() ? QString() : tr("This is no base64."));
    m_edit->setToolTip(m_edit->accessibleDescription());
}

} // namespace flowbench
