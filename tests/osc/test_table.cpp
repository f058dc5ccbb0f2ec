// The address table and its documentation.
#include <fstream>
#include <iterator>
#include <set>

#include "osc/table.h"
#include "support/catch.h"

using namespace hemiola::osc;

TEST_CASE("the design page shows the table as the code has it") {
  std::ifstream file(HEMIOLA_DESIGN_PAGE);
  REQUIRE(file);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  INFO("docs/design.md must contain exactly this table:\n" << table_as_markdown());
  CHECK(page.find(table_as_markdown()) != std::string::npos);
}

TEST_CASE("addresses are unique and ranges are ranges") {
  std::set<std::string_view> addresses;
  for (const Row& row : table()) {
    INFO(row.address);
    CHECK(addresses.insert(row.address).second);
    CHECK(row.address.starts_with("/hemiola/"));
    CHECK_FALSE(row.meaning.empty());
    REQUIRE(row.arguments <= kMaxArguments);
    for (int i = 0; i < row.arguments; ++i) {
      CHECK(row.argument[i].lowest < row.argument[i].highest);
      CHECK_FALSE(row.argument[i].name.empty());
      // Optional arguments come last.
      if (i > 0 && row.argument[i - 1].optional) CHECK(row.argument[i].optional);
    }
  }
}
