// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/look.h"

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{100};

// One message at a time: it is rare, and which one was confirmed must be beyond doubt.
class OneConfirm : public AmqpEvents
{
public:
    bool there = false, answered = false;
    void confirmed(std::uint64_t, bool, bool refused) override
    {
        answered = true;
        there = !refused && !m_returned;
    }
    void returned(int, const QString &, Incoming &&) override { m_returned = true; }
    void again() { there = answered = m_returned = false; }

private:
    bool m_returned = false;
};

// Without what the broker adds by itself, and without a user id that is not ours (the channel would be closed for it).
std::string ownFields(const FieldList &fields, const std::string &user)
{
    std::string packed;
    for (const FieldView &f : fields) {
        const bool counted = f.place == FieldPlace::Header && f.name == "x-delivery-count";
        const bool foreign = f.place == FieldPlace::Property && f.name == "user_id" && f.value != user;
        if (f.place != FieldPlace::Delivery && !counted && !foreign)
            appendField(packed, f);
    }
    return packed;
}
} // namespace

std::vector<bool> republish(Context &context, const QString &queue, Snapshot &snapshot,
                            const std::vector<qint64> &which, const Cancel &cancel)
{
    std::vector<bool> there(which.size(), false);
    auto connection = connectTo(context, cancel);
    if (!connection || !(*connection)->confirmSelect(1, cancel))
        return there;
    OneConfirm confirm;
    AmqpConnection &c = **connection;
    c.setEvents(&confirm);
    const std::string name = queue.toUtf8().toStdString(), user = context.settings.user.toUtf8().toStdString();
    // A broker that blocks publishers must not hold us (and the messages) for ever.
    const std::stop_callback breaks(cancel.token, [&c] { c.interrupt(); });
    for (std::size_t i = 0; i < which.size(); ++i) {
        const auto event = snapshot.read(which[i], {});
        if (!event)
            continue;
        const std::string fields = ownFields(event->fields, user);
        TableBuilder builder;
        const auto properties = writeProperties(builder, FieldList(fields));
        confirm.again();
        if (!properties || c.isBlocked() || !c.publish(1, {}, name, *properties, event->value))
            continue;
        while (!confirm.answered && !cancel.done() && c.pump(Tick)) {
        }
        there[i] = confirm.there;
        if (!confirm.answered)
            break;
    }
    c.setEvents(nullptr);
    return there;
}

} // namespace flowbench::rabbitmq
