// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/protobuffields.h"

#include <google/protobuf/descriptor.h>
#include <string>

namespace flowbench {

// How values of this field are written, one by one.
WireType wireOf(const google::protobuf::FieldDescriptor &field);
bool isScalar(WireType type);

// Append JSON: of a value that is no message, of one that is not there, and of a field that no schema knows.
void appendScalar(std::string &out, const google::protobuf::FieldDescriptor &field, const WireField &f);
void appendDefault(std::string &out, const google::protobuf::FieldDescriptor &field);
void appendUnknown(std::string &out, const WireField &f);

} // namespace flowbench
