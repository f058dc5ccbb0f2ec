// Simulates a server with a few voices, and runs the loop that serves it.
#pragma once

#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "wire.h"
#include "worker/loop.h"

namespace hemiola::test {

struct Rig {
  explicit Rig(int voices = 2, bool offline = false) : segment(make(voices, offline)) {
    loop = std::make_unique<worker::Loop>(segment);
    auto made = std::make_unique<Wire>();
    wire = made.get();
    loop->use(std::move(made));
  }
  ~Rig() { ipc::remove_segment(segment.name()); }

  static ipc::Segment make(int voices, bool offline) {
    ipc::ServerFacts facts;
    facts.sample_rate = 48000;
    facts.pid = getpid();
    facts.offline = offline;
    return ipc::Segment::create(voices, facts);
  }
  std::uint32_t version() const { return segment.header().geometry.version(); }
  void claim(int voice) {
    segment.encoder(voice).claim.taken = 1;
    segment.encoder(voice).claim.generation.fetch_add(1);
  }
  void send(int voice, std::int64_t frame) {
    auto& target = segment.encoder(voice);
    target.gather.describe(ipc::Kind::samples, Wire::kHop, target.claim.generation, frame);
    for (int i = 0; i < Wire::kHop; ++i)
      target.gather.floats[i] = static_cast<float>(1000 * frame + i);
    REQUIRE(ipc::write_record(target.to_worker, target.gather));
    segment.header().newest_encode.raise_to(version(), frame);
  }
  void claim_decoder(int voice) {
    segment.decoder(voice).claim.taken = 1;
    segment.decoder(voice).claim.generation.fetch_add(1);
  }
  void send_latents(int voice, std::int64_t frame) {
    auto& target = segment.decoder(voice);
    target.ask.describe(ipc::Kind::latents, segment.geometry().latents(), target.claim.generation,
                        frame);
    REQUIRE(ipc::write_record(target.to_worker, target.ask));
    segment.header().newest_decode.raise_to(version(), frame);
    while (ipc::read_record(target.to_server, target.sound[0])) continue;
    auto& from = segment.encoder(voice);
    while (ipc::read_record(from.to_server, from.pending)) continue;
  }
  // The frames received, in order.
  std::vector<std::int64_t> received(int voice) {
    std::vector<std::int64_t> frames;
    auto& from = segment.encoder(voice);
    while (ipc::read_record(from.to_server, from.pending)) {
      CHECK(from.pending.floats[100] ==
            1000.0f * static_cast<float>(from.pending.head.frame) + 100);
      frames.push_back(from.pending.head.frame);
    }
    return frames;
  }
  using Frames = std::vector<std::int64_t>;

  ipc::Segment segment;
  std::unique_ptr<worker::Loop> loop;
  Wire* wire = nullptr;
};

}  // namespace hemiola::test
