# What every target of ours shares: the language level, the warnings and the sanitizers.
function(guicheng_target target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  if(GUICHENG_DEVELOPER)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-restrict)  # false on variants and on "a" + string in gcc 12
    endif()
  endif()
  if(GUICHENG_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()
