// The main function of every Catch2 test executable; version 3 brings it along.
#define CATCH_CONFIG_MAIN
#include "support/catch.h"
