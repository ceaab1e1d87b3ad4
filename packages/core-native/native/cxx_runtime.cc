/*
 * The little of the C++ runtime that node-addon-api uses, so that the addon needs no libstdc++ and one file serves
 * glibc and musl (docs/decisions/native-build.md). Exceptions are off: what would throw aborts. All of it is local to
 * the addon (exports.map); node's own operator new is another one.
 */
#include <cstdlib>
#include <new>
#include <string>

/* The library's headers say `extern template` for it unless told otherwise; its code must come from somewhere. */
template class std::basic_string<char>;

void *operator new(std::size_t size) {
  void *memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void *operator new[](std::size_t size) { return operator new(size); }
void *operator new(std::size_t size, const std::nothrow_t &) noexcept { return std::malloc(size == 0 ? 1 : size); }
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept { return std::malloc(size == 0 ? 1 : size); }

void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void *memory, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete[](void *memory, const std::nothrow_t &) noexcept { std::free(memory); }

namespace std {
void __throw_bad_alloc() { abort(); }
void __throw_bad_array_new_length() { abort(); }
void __throw_bad_function_call() { abort(); }
void __throw_length_error(const char *) { abort(); }
void __throw_logic_error(const char *) { abort(); }
void __throw_out_of_range(const char *) { abort(); }
void __throw_out_of_range_fmt(const char *, ...) { abort(); }
}  // namespace std

/* Called through a vtable slot that nobody filled. */
extern "C" [[noreturn]] void __cxa_pure_virtual() { std::abort(); }
