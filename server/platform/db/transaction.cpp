#include "platform/db/transaction.hpp"

#include <exception>

#include "platform/db/measure.hpp"

namespace xiuhua::db {
namespace {

thread_local bool running_here = false;

}  // namespace

Done EngineTx::nested(const std::function<Done()>& work) {
    if (broken_) {
        return fail(*broken_);
    }
    if (depth_ == nested_depth_max) {
        return fail(ErrorCode::internal, "db.nested_too_deep");
    }
    const std::string name = "nested_" + std::to_string(depth_);
    if (Done opened = command("SAVEPOINT " + name); !opened) {
        broken_ = opened.error();
        return opened;
    }
    ++depth_;
    Done done = work();
    --depth_;
    if (done && broken_) {
        done = fail(*broken_);
    }
    if (!done && doomed()) {
        broken_ = done.error();
        return done;
    }
    broken_.reset();
    Done closed;
    if (!done) {
        closed = command("ROLLBACK TO SAVEPOINT " + name);
    }
    if (closed) {
        closed = command("RELEASE SAVEPOINT " + name);
    }
    if (!closed) {
        broken_ = closed.error();
        return closed;
    }
    return done;
}

Done EngineTx::perform(const std::function<Done(Tx&)>& work) {
    try {
        Done done = work(*this);
        if (done && broken_) {
            return fail(*broken_);
        }
        return done;
    } catch (const std::exception& exception) {
        return fail(ErrorCode::internal, "db.threw", {}, exception.what());
    }
}

Result<std::int64_t> EngineTx::run(const Query& query, std::span<const Value> values,
                                   const std::function<void(const Row&)>& visit) {
    if (broken_) {
        return fail(*broken_);
    }
    const QueryTimer timer{query};
    Result<std::int64_t> answer = statement(query, values, visit);
    if (!answer) {
        broken_ = answer.error();
    }
    return answer;
}

Done RunningMark::refuse_nested() {
    if (running_here) {
        return fail(ErrorCode::internal, "db.nested", {},
                    "a transaction was begun inside another; use the Tx at hand");
    }
    return {};
}

RunningMark::RunningMark() {
    running_here = true;
}

RunningMark::~RunningMark() {
    running_here = false;
}

Done refuse_zero_bytes(const Query& query, std::span<const Value> values) {
    for (const Value& value : values) {
        const auto* text = std::get_if<std::string>(&value);
        if (text != nullptr && text->find('\0') != std::string::npos) {
            return fail(ErrorCode::invalid, "db.zero_byte", {}, std::string{query.name});
        }
    }
    return {};
}

}  // namespace xiuhua::db
