// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/file/file.h"

#include "connectors/file/parts.h"

#include <QFileInfo>

namespace flowbench {

using namespace Qt::StringLiterals;
using namespace file;

namespace {

class FileConnector final : public Connector
{
public:
    explicit FileConnector(CorePtr core) : m_core(std::move(core)), m_catalog(m_core), m_scan(m_core), m_tail(m_core) {}

    Offer<Catalog> catalog() override { return {&m_catalog, {}}; }
    Offer<Tail> tail() override { return {&m_tail, {}}; }
    Offer<Scan> scan() override { return {&m_scan, {}}; }
    Offer<Browse> browse() override { return none<Browse>(u"looking into a queue: a capture is scanned"_s); }
    Offer<Publish> publish() override { return none<Publish>(u"publishing: a capture is read-only"_s); }
    Offer<Settle> settle() override { return none<Settle>(u"settling: a capture is read-only"_s); }
    Offer<Positions> positions() override { return none<Positions>(u"consumers: a capture has none"_s); }
    Offer<Topology> topology() override { return none<Topology>(u"declaring: a capture is read-only"_s); }

    std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) override
    {
        const auto begin = Clock::now();
        const auto info = m_core->open(cancel);
        TestStep connect;
        connect.step = StepName::Connect;
        connect.ok = info.ok();
        connect.ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        if (info)
            connect.detail = u"version %1"_s.arg((*info)->version);
        else
            connect.error = info.error();
        std::vector<TestStep> steps{connect};
        if (info) {
            TestStep list;
            list.step = StepName::List;
            list.ok = true;
            list.detail = QString::number((*info)->events);
            steps.push_back(list);
        }
        for (const TestStep &s : steps) {
            if (told)
                told(s);
        }
        return steps;
    }

    ConnectionState state() const override { return m_core->state(); }
    void setStateListener(StateListener listener) override { m_core->setListener(std::move(listener)); }

private:
    template <class T>
    static Offer<T> none(const QString &why)
    {
        return {nullptr, makeError(ErrorCode::NotSupported, {why})};
    }

    CorePtr m_core;
    FileCatalog m_catalog;
    FileScan m_scan;
    FileTail m_tail;
};

} // namespace

ConnectorType fileType()
{
    ConnectorType type;
    type.id = u"file"_s;
    type.name = u"Capture"_s;
    type.schemes = {u"file"_s};
    FieldSpec path;
    path.id = u"path"_s;
    path.kind = FieldSpec::Kind::File;
    path.required = true;
    path.part = FieldSpec::Part::Path;
    type.fields = {path};
    type.create = [](const ConnectionConfig &config) -> Result<std::unique_ptr<Connector>> {
        // The working folder of later must not matter.
        return std::unique_ptr<Connector>(std::make_unique<FileConnector>(std::make_shared<Core>(
            QFileInfo(config.url.path).absoluteFilePath(), config.arenas ? config.arenas : ArenaPool::create())));
    };
    return type;
}

} // namespace flowbench
