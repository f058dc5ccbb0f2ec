// General MIDI percussion by name.
#pragma once

namespace hemiola::corpus {

constexpr int kKick = 36, kRim = 37, kSnare = 38, kClap = 39;
constexpr int kHat = 42, kPedal = 44, kOpen = 46;
constexpr int kRide = 51, kBell = 53, kCrash = 49, kSecondCrash = 57;
constexpr int kLowTom = 43, kMidTom = 47, kHighTom = 50;
constexpr int kTambourine = 54, kCowbell = 56, kShaker = 70, kClaves = 75;
constexpr int kHighConga = 63, kLowConga = 64;

}  // namespace hemiola::corpus
