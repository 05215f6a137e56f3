// Beside what upstream's binding offers: runs a recorded list of operations in one call.
//
// A call from JavaScript costs some 20 µs an operation, and what JavaScript still holds cannot be reused. A program holds
// the operations with their attributes, frees every intermediate value after its last use, and copies nothing.

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <node_api.h>

// Upstream's file is a part of this one: its module is registered below, with more in it.
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
// Programs take tensors from the backend's table and put theirs into it.
#define private public
#include "tfjs_backend.h"
#undef private
#include "tfjs_binding.cc"

#include "tensorflow/c/eager/c_api.h"
#include "tf_auto_status.h"

namespace tfnodejs {
namespace {

struct Attr {
  std::string name;
  TF_AttrType type;
  bool is_list = false;
  std::vector<std::string> texts;
  std::vector<int64_t> ints;
  std::vector<float> floats;
  std::vector<unsigned char> bools;
};

struct Operation {
  std::string name;
  std::vector<Attr> attrs;
  std::vector<int32_t> inputs;
  std::vector<int32_t> outputs;
  // Values that nothing reads any more.
  std::vector<int32_t> last;
};

struct Program {
  std::vector<Operation> operations;
  std::vector<int32_t> inputs;
  std::vector<int32_t> outputs;
  // Handles of constants by value; null for all other values.
  std::vector<TFE_TensorHandle *> constants;
};

std::unordered_map<int32_t, std::unique_ptr<Program>> programs;
int32_t next_program = 0;

napi_value Property(napi_env env, napi_value object, const char *name) {
  napi_value value = nullptr;
  napi_get_named_property(env, object, name, &value);
  return value;
}

std::string Text(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, &text[0], length + 1, &length);
  return text;
}

std::vector<napi_value> Elements(napi_env env, napi_value array) {
  uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  std::vector<napi_value> elements(length);
  for (uint32_t i = 0; i < length; i++) napi_get_element(env, array, i, &elements[i]);
  return elements;
}

std::vector<int32_t> Integers(napi_env env, napi_value array) {
  std::vector<int32_t> integers;
  for (napi_value element : Elements(env, array)) {
    int32_t integer = 0;
    napi_get_value_int32(env, element, &integer);
    integers.push_back(integer);
  }
  return integers;
}

void AddValue(napi_env env, napi_value value, Attr &attr) {
  switch (attr.type) {
    case TF_ATTR_STRING:
      attr.texts.push_back(Text(env, value));
      break;
    case TF_ATTR_INT:
    case TF_ATTR_TYPE:
    case TF_ATTR_SHAPE: {
      int64_t integer = 0;
      napi_get_value_int64(env, value, &integer);
      attr.ints.push_back(integer);
      break;
    }
    case TF_ATTR_FLOAT: {
      double number = 0;
      napi_get_value_double(env, value, &number);
      attr.floats.push_back(static_cast<float>(number));
      break;
    }
    default: {
      bool flag = false;
      napi_get_value_bool(env, value, &flag);
      attr.bools.push_back(flag ? 1 : 0);
    }
  }
}

Attr AttrOf(napi_env env, napi_value given) {
  Attr attr;
  attr.name = Text(env, Property(env, given, "name"));
  int32_t type = 0;
  napi_get_value_int32(env, Property(env, given, "type"), &type);
  attr.type = static_cast<TF_AttrType>(type);
  napi_value value = Property(env, given, "value");
  napi_is_array(env, value, &attr.is_list);
  if (!attr.is_list) AddValue(env, value, attr);
  else for (napi_value element : Elements(env, value)) AddValue(env, element, attr);
  return attr;
}

void SetAttr(TFE_Op *op, const Attr &attr, TF_Status *status) {
  const char *name = attr.name.c_str();
  switch (attr.type) {
    case TF_ATTR_STRING: {
      if (!attr.is_list) return TFE_OpSetAttrString(op, name, attr.texts[0].data(), attr.texts[0].size());
      std::vector<const void *> texts;
      std::vector<size_t> lengths;
      for (const std::string &text : attr.texts) {
        texts.push_back(text.data());
        lengths.push_back(text.size());
      }
      return TFE_OpSetAttrStringList(op, name, texts.data(), lengths.data(), static_cast<int>(texts.size()));
    }
    case TF_ATTR_INT:
      if (attr.is_list) return TFE_OpSetAttrIntList(op, name, attr.ints.data(), static_cast<int>(attr.ints.size()));
      return TFE_OpSetAttrInt(op, name, attr.ints[0]);
    case TF_ATTR_FLOAT:
      if (attr.is_list) return TFE_OpSetAttrFloatList(op, name, attr.floats.data(), static_cast<int>(attr.floats.size()));
      return TFE_OpSetAttrFloat(op, name, attr.floats[0]);
    case TF_ATTR_TYPE: {
      if (!attr.is_list) return TFE_OpSetAttrType(op, name, static_cast<TF_DataType>(attr.ints[0]));
      std::vector<TF_DataType> types;
      for (int64_t type : attr.ints) types.push_back(static_cast<TF_DataType>(type));
      return TFE_OpSetAttrTypeList(op, name, types.data(), static_cast<int>(types.size()));
    }
    case TF_ATTR_SHAPE:
      return TFE_OpSetAttrShape(op, name, attr.ints.data(), static_cast<int>(attr.ints.size()), status);
    default:
      if (attr.is_list) return TFE_OpSetAttrBoolList(op, name, attr.bools.data(), static_cast<int>(attr.bools.size()));
      return TFE_OpSetAttrBool(op, name, attr.bools[0]);
  }
}

TFE_TensorHandle *HandleOf(napi_env env, TFJSBackend *backend, int32_t id) {
  auto entry = backend->tfe_handle_map_.find(id);
  if (entry != backend->tfe_handle_map_.end()) return entry->second;
  napi_throw_error(env, nullptr, ("A program was given a tensor that is not there: " + std::to_string(id)).c_str());
  return nullptr;
}

void Free(const std::vector<TFE_TensorHandle *> &values, std::vector<bool> &owned, int32_t value) {
  if (!owned[value]) return;
  TFE_DeleteTensorHandle(values[value]);
  owned[value] = false;
}

// executeListOp(name, attrs, [tensor, …], outputs) → [{ id, shape, dtype }, …]: as upstream's executeOp, which knows no lists of strings.
napi_value ExecuteListOp(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value args[4];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;
  std::vector<TFE_TensorHandle *> inputs;
  for (int32_t id : Integers(env, args[2])) {
    inputs.push_back(HandleOf(env, backend, id));
    if (!inputs.back()) return nullptr;
  }
  int32_t size = 0;
  napi_get_value_int32(env, args[3], &size);
  TF_AutoStatus status;
  TFE_Op *op = TFE_NewOp(backend->tfe_context_, Text(env, args[0]).c_str(), status.status);
  for (napi_value attr : Elements(env, args[1])) if (op && TF_GetCode(status.status) == TF_OK) SetAttr(op, AttrOf(env, attr), status.status);
  for (TFE_TensorHandle *input : inputs) if (op && TF_GetCode(status.status) == TF_OK) TFE_OpAddInput(op, input, status.status);
  std::vector<TFE_TensorHandle *> results(size, nullptr);
  if (op && TF_GetCode(status.status) == TF_OK) TFE_Execute(op, results.data(), &size, status.status);
  if (op) TFE_DeleteOp(op);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  napi_value infos;
  napi_create_array_with_length(env, results.size(), &infos);
  for (size_t i = 0; i < results.size(); i++) napi_set_element(env, infos, i, backend->GenerateOutputTensorInfo(env, results[i]));
  return infos;
}

// compileProgram({ values, operations: [{ name, attrs, inputs, outputs, last }], inputs, outputs, constants: [[value, tensor]] }) → number
napi_value CompileProgram(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;

  auto program = std::make_unique<Program>();
  for (napi_value given : Elements(env, Property(env, args[0], "operations"))) {
    Operation operation;
    operation.name = Text(env, Property(env, given, "name"));
    for (napi_value attr : Elements(env, Property(env, given, "attrs"))) operation.attrs.push_back(AttrOf(env, attr));
    operation.inputs = Integers(env, Property(env, given, "inputs"));
    operation.outputs = Integers(env, Property(env, given, "outputs"));
    operation.last = Integers(env, Property(env, given, "last"));
    program->operations.push_back(std::move(operation));
  }
  program->inputs = Integers(env, Property(env, args[0], "inputs"));
  program->outputs = Integers(env, Property(env, args[0], "outputs"));
  int32_t values = 0;
  napi_get_value_int32(env, Property(env, args[0], "values"), &values);
  program->constants.resize(values, nullptr);
  for (napi_value pair : Elements(env, Property(env, args[0], "constants"))) {
    const std::vector<int32_t> ids = Integers(env, pair);
    TFE_TensorHandle *handle = HandleOf(env, backend, ids[1]);
    if (!handle) return nullptr;
    TF_AutoStatus status;
    program->constants[ids[0]] = TFE_TensorHandleCopySharingTensor(handle, status.status);
    ENSURE_TF_OK_RETVAL(env, status, nullptr);
  }
  programs[next_program] = std::move(program);
  napi_value id;
  napi_create_int32(env, next_program++, &id);
  return id;
}

// runProgram(program, [tensor, …]) → [{ id, shape, dtype }, …]
napi_value RunProgram(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value args[2];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;
  int32_t id = 0;
  napi_get_value_int32(env, args[0], &id);
  auto found = programs.find(id);
  if (found == programs.end()) {
    napi_throw_error(env, nullptr, "There is no such program.");
    return nullptr;
  }
  const Program &program = *found->second;
  std::vector<TFE_TensorHandle *> values = program.constants;
  std::vector<bool> owned(values.size(), false);
  const std::vector<int32_t> given = Integers(env, args[1]);
  if (given.size() != program.inputs.size()) {
    napi_throw_error(env, nullptr, ("The program takes " + std::to_string(program.inputs.size()) + " inputs, not " + std::to_string(given.size()) + ".").c_str());
    return nullptr;
  }
  for (size_t i = 0; i < program.inputs.size(); i++) {
    values[program.inputs[i]] = HandleOf(env, backend, given[i]);
    if (!values[program.inputs[i]]) return nullptr;
  }

  TF_AutoStatus status;
  std::vector<TFE_TensorHandle *> results;
  for (const Operation &operation : program.operations) {
    TFE_Op *op = TFE_NewOp(backend->tfe_context_, operation.name.c_str(), status.status);
    for (const Attr &attr : operation.attrs) if (op && TF_GetCode(status.status) == TF_OK) SetAttr(op, attr, status.status);
    for (int32_t input : operation.inputs) if (op && TF_GetCode(status.status) == TF_OK) TFE_OpAddInput(op, values[input], status.status);
    // Before it runs: what the operation alone holds it may compute in place, as most of those do that work value by value.
    for (int32_t value : operation.last) Free(values, owned, value);
    int size = static_cast<int>(operation.outputs.size());
    results.assign(size, nullptr);
    if (op && TF_GetCode(status.status) == TF_OK) TFE_Execute(op, results.data(), &size, status.status);
    if (op) TFE_DeleteOp(op);
    if (TF_GetCode(status.status) != TF_OK) break;
    for (int i = 0; i < size; i++) {
      values[operation.outputs[i]] = results[i];
      owned[operation.outputs[i]] = true;
    }
    // What nothing reads.
    for (int32_t value : operation.last) Free(values, owned, value);
  }
  if (TF_GetCode(status.status) != TF_OK) {
    for (size_t i = 0; i < values.size(); i++) if (owned[i]) TFE_DeleteTensorHandle(values[i]);
    ENSURE_TF_OK_RETVAL(env, status, nullptr);
  }
  napi_value infos;
  napi_create_array_with_length(env, program.outputs.size(), &infos);
  for (size_t i = 0; i < program.outputs.size(); i++) {
    const int32_t value = program.outputs[i];
    TFE_TensorHandle *handle = values[value];
    // What somebody else owns, or was given already, is shared: each id of the table has a handle of its own.
    if (!owned[value]) handle = TFE_TensorHandleCopySharingTensor(handle, status.status);
    owned[value] = false;
    napi_set_element(env, infos, i, backend->GenerateOutputTensorInfo(env, handle));
  }
  return infos;
}

napi_value DeleteProgram(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  int32_t id = 0;
  napi_get_value_int32(env, args[0], &id);
  auto found = programs.find(id);
  if (found == programs.end()) return nullptr;
  for (TFE_TensorHandle *handle : found->second->constants) if (handle) TFE_DeleteTensorHandle(handle);
  programs.erase(found);
  return nullptr;
}

}  // namespace
}  // namespace tfnodejs

NAPI_MODULE_INIT() {
  tfnodejs::InitTFNodeJSBinding(env, exports);
  const napi_property_descriptor properties[] = {
      {"executeListOp", nullptr, tfnodejs::ExecuteListOp, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"compileProgram", nullptr, tfnodejs::CompileProgram, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"runProgram", nullptr, tfnodejs::RunProgram, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"deleteProgram", nullptr, tfnodejs::DeleteProgram, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, 4, properties);
  return exports;
}
