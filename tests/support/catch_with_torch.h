// Catch2 beside LibTorch, whose logging defines CHECK too: here Catch's is the one that counts.
#pragma once

#include <torch/torch.h>

#undef CHECK
#include <catch2/catch.hpp>
