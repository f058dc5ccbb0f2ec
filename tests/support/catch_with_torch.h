// Catch2 together with LibTorch, whose logging also defines CHECK: keeps Catch2's.
#pragma once

#include <torch/torch.h>

#undef CHECK
#include "support/catch.h"
