// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectiondialog.h"

#include "ui/connections/connectionform.h"
#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/theme.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds TestTimeout{25000};
constexpr const char *Colours[] = {"", "#2F6FEB", "#D9662B", "#1A8F5A", "#C23B7A", "#7A57D1", "#0E8CA0"};

QIcon swatch(const QString &colour)
{
    QPixmap pixmap(14, 14);
    pixmap.fill(Qt::transparent);
    QPainter p(&pixmap);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(colour));
    p.drawRoundedRect(QRectF(1, 1, 12, 12), 3, 3);
    return pixmap;
}

QString stepWords(const TestStep &step)
{
    const QString name = fieldLabel(QString::fromLatin1(stepName(step.step)));
    if (!step.ok)
        return step.error ? name + u": "_s + sentence(*step.error).message : name;
    const QString time = words::duration(step.ms / 1000);
    return step.detail.isEmpty() ? ConnectionDialog::tr("%1, %2").arg(name, time)
                                 : ConnectionDialog::tr("%1: %2, %3").arg(name, step.detail, time);
}

QString registryProblem(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool web = url.scheme() == u"http" || url.scheme() == u"https";
    if (!text.isEmpty() && (!url.isValid() || !web || url.host().isEmpty()))
        return ConnectionDialog::tr("The schema registry's address begins with http:// or https:// and a host.");
    if (!url.password().isEmpty())
        return ConnectionDialog::tr("A registry's password is never saved: leave it out, and set "
                                    "FLOWBENCH_REGISTRY_PASSWORD before the start.");
    return {};
}
} // namespace

ConnectionDialog::ConnectionDialog(const std::vector<ConnectorType> &types, JobRunner &jobs,
                                   std::shared_ptr<ArenaPool> arenas, QWidget *parent)
    : QDialog(parent), m_types(types), m_jobs(jobs), m_arenas(std::move(arenas))
{
    setWindowTitle(tr("Connection"));
    setObjectName(u"Connection"_s);
    resize(560, 620);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(10);

    auto *head = new QFormLayout;
    head->setHorizontalSpacing(12);
    head->setVerticalSpacing(2);
    const auto label = [this](const QString &text, QWidget *buddy) {
        auto *l = makeLabel(text, TextRole::Muted, this);
        l->setBuddy(buddy);
        l->setMinimumWidth(120);
        return l;
    };
    m_type = new QComboBox(this);
    setNames(m_type, u"Kind"_s, tr("Kind"));
    for (const ConnectorType &t : m_types)
        m_type->addItem(t.name);
    head->addRow(label(tr("Kind"), m_type), m_type);
    m_name = new QLineEdit(this);
    setNames(m_name, u"Name"_s, tr("Name"));
    m_name->setPlaceholderText(tr("shop-kafka"));
    head->addRow(label(tr("Name"), m_name), m_name);
    layout->addLayout(head);

    m_form = new ConnectionForm(this);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_form);
    layout->addWidget(scroll, 1);

    auto *foot = new QFormLayout;
    foot->setHorizontalSpacing(12);
    foot->setVerticalSpacing(4);
    m_environment = new QComboBox(this);
    setNames(m_environment, u"Environment"_s, tr("Environment"));
    m_environment->addItem(tr("not tagged"), QString());
    m_environment->addItem(tr("development"), u"development"_s);
    m_environment->addItem(tr("test"), u"test"_s);
    m_environment->addItem(tr("production: writing asks for the name first"), u"production"_s);
    foot->addRow(label(tr("Environment"), m_environment), m_environment);
    m_colour = new QComboBox(this);
    setNames(m_colour, u"Colour"_s, tr("Colour"));
    m_colour->addItem(tr("none"), QString());
    const QStringList colourNames{QString(),  tr("blue"),   tr("orange"), tr("green"),
                                  tr("pink"), tr("violet"), tr("teal")};
    for (int i = 1; i < 7; ++i)
        m_colour->addItem(swatch(QString::fromLatin1(Colours[i])), colourNames[i], QString::fromLatin1(Colours[i]));
    foot->addRow(label(tr("Colour"), m_colour), m_colour);
    m_registry = new QLineEdit(this);
    setNames(m_registry, u"Schema registry"_s, tr("Schema registry"));
    m_registry->setPlaceholderText(tr("none, or http://registry:8081"));
    foot->addRow(label(tr("Schema registry"), m_registry), m_registry);
    m_readOnly = new QCheckBox(tr("Read-only: nothing can be written through it"), this);
    setNames(m_readOnly, u"Read-only"_s, tr("Read-only"));
    foot->addRow(QString(), m_readOnly);
    m_keep = new QCheckBox(tr("Keep the password in the system's keychain"), this);
    setNames(m_keep, u"Keep password"_s, tr("Keep the password in the system's keychain"));
    m_keep->setChecked(true);
    foot->addRow(QString(), m_keep);
    layout->addLayout(foot);

    m_steps = new QWidget(this);
    m_stepsLayout = new QVBoxLayout(m_steps);
    m_stepsLayout->setContentsMargins(0, 0, 0, 0);
    m_stepsLayout->setSpacing(4);
    layout->addWidget(m_steps);
    m_notice = new NoticeBar(this);
    layout->addWidget(m_notice);

    auto *buttons = new QHBoxLayout;
    m_testButton = makeButton(u"Test connection"_s, tr("Test connection"), ButtonKind::Plain, this);
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    auto *save = makeButton(u"Save"_s, tr("Save"), ButtonKind::Primary, this);
    save->setDefault(true);
    buttons->addWidget(m_testButton);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    layout->addLayout(buttons);

    connect(m_type, &QComboBox::currentIndexChanged, this, &ConnectionDialog::chooseType);
    connect(m_testButton, &QPushButton::clicked, this, &ConnectionDialog::test);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &ConnectionDialog::accept);
    chooseType(0);
    // Who adds a connection has a broker: the sandbox opens without a form.
    const auto real =
        std::find_if(m_types.begin(), m_types.end(), [](const ConnectorType &t) { return t.defaultPort != 0; });
    if (real != m_types.end())
        m_type->setCurrentIndex(int(real - m_types.begin()));
    m_name->setFocus();
}

ConnectionDialog::~ConnectionDialog() = default;

void ConnectionDialog::chooseType(int index)
{
    if (index < 0 || std::size_t(index) >= m_types.size())
        return;
    m_form->setType(m_types[std::size_t(index)]);
    m_keep->setVisible(m_form->hasPasswordField());
}

void ConnectionDialog::setProfile(const ConnectionProfile &profile)
{
    m_profile = profile;
    for (std::size_t i = 0; i < m_types.size(); ++i) {
        if (m_types[i].schemes.contains(profile.url.scheme))
            m_type->setCurrentIndex(int(i));
    }
    m_name->setText(profile.name);
    m_form->setUrl(profile.url);
    m_environment->setCurrentIndex(
        std::max(0, m_environment->findData(QString::fromLatin1(environmentName(profile.environment)))));
    m_colour->setCurrentIndex(std::max(0, m_colour->findData(profile.colour)));
    m_registry->setText(profile.registry);
    m_readOnly->setChecked(profile.readOnly);
}

void ConnectionDialog::focusField(const QString &id)
{
    m_form->focusField(id);
    // Once what was folded has its place.
    QTimer::singleShot(0, this, [this] {
        auto *scroll = findChild<QScrollArea *>();
        if (scroll && m_form->isAncestorOf(focusWidget()))
            scroll->ensureWidgetVisible(focusWidget());
    });
}

bool ConnectionDialog::keepPassword() const { return m_keep->isChecked() && m_form->hasPasswordField(); }

std::optional<ConnectionProfile> ConnectionDialog::gather()
{
    const auto url = m_form->url();
    if (!url) {
        m_notice->showNotice(Tint::Error, sentence(url.error()).message);
        m_form->focusEmpty();
        return {};
    }
    const QString registry = m_registry->text().trimmed();
    if (const QString problem = registryProblem(registry); !problem.isEmpty()) {
        m_notice->showNotice(Tint::Error, problem);
        m_registry->setFocus();
        return {};
    }
    ConnectionProfile p = m_profile;
    p.registry = registry;
    p.name = m_name->text().trimmed();
    p.url = *url;
    p.environment = environmentFromName(m_environment->currentData().toString()).value_or(Environment::None);
    p.colour = m_colour->currentData().toString();
    p.readOnly = m_readOnly->isChecked();
    return p;
}

void ConnectionDialog::accept()
{
    auto p = gather();
    if (!p)
        return;
    if (const auto named = checkConnectionName(p->name); !named) {
        m_notice->showNotice(Tint::Error,
                             p->name.isEmpty() ? tr("Give the connection a name.") : sentence(named.error()).message);
        m_name->setFocus();
        return;
    }
    if (m_taken.contains(p->name)) {
        m_notice->showNotice(Tint::Error, tr("There is a connection named %1 already.").arg(p->name));
        m_name->setFocus();
        return;
    }
    m_password = p->url.password;
    p->url.password = QString();
    m_profile = *p;
    QDialog::accept();
}

void ConnectionDialog::test()
{
    const auto profile = gather();
    if (!profile)
        return;
    m_notice->dismiss();
    while (QLayoutItem *item = m_stepsLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_testButton->setEnabled(false);
    ConnectionConfig config;
    config.name = profile->name.isEmpty() ? profile->url.address() : profile->name;
    config.url = profile->url;
    config.arenas = m_arenas;
    const auto create = m_types[std::size_t(m_type->currentIndex())].create;
    const quint64 number = ++m_testNumber;
    m_test = m_jobs.run(
        this, TestTimeout,
        [this, config, create, number, post = m_relay.poster()](const Cancel &cancel) -> std::vector<TestStep> {
            auto connector = create(config);
            if (!connector)
                return {TestStep{StepName::Resolve, false, {}, 0, connector.error()}};
            return (*connector)
                ->test(
                    [this, number, post](const TestStep &step) {
                        post([this, step, number] {
                            if (number == m_testNumber)
                                showStep(step);
                        });
                    },
                    cancel);
        },
        [this](const std::vector<TestStep> &steps) { testEnded(steps); });
}

void ConnectionDialog::showStep(const TestStep &step)
{
    auto *row = new QWidget(m_steps);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(new StatusDot(step.ok ? Tint::Ok : Tint::Error, row));
    auto *text = makeLabel(stepWords(step), TextRole::Normal, row);
    text->setWordWrap(true);
    text->setObjectName(u"Step "_s + QString::fromLatin1(stepName(step.step)));
    layout->addWidget(text, 1);
    m_stepsLayout->addWidget(row);
}

void ConnectionDialog::testEnded(const std::vector<TestStep> &steps)
{
    m_testButton->setEnabled(true);
    if (steps.empty())
        return;
    if (m_stepsLayout->count() == 0) // it could not even begin
        showStep(steps.back());
    if (steps.back().ok)
        m_notice->showNotice(Tint::Ok, tr("Everything works."));
    else if (steps.back().error)
        m_notice->showNotice(Tint::Error, sentence(*steps.back().error).hint);
}

} // namespace flowbench
