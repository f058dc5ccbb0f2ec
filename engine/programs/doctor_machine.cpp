// Doctor checks of the machine: shared memory, ports, sound system, permissions, processor.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "ipc/segment.h"
#include "osc/packet.h"
#include "osc/ports.h"
#include "platform/platform.h"
#include "programs/doctor.h"

namespace hemiola::programs {
namespace {

// Whether a Hemiola worker answers on this port.
bool worker_answers(int port) {
  const int client = socket(AF_INET, SOCK_DGRAM, 0);
  platform::keep_from_children(client);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const std::string ping = osc::MessageWriter("/hemiola/ping").bytes();
  char answer[256];
  ssize_t size = -1;
  if (connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      send(client, ping.data(), ping.size(), platform::kNoSignal) > 0)
    size = recv(client, answer, sizeof answer, 0);
  close(client);
  return size > 0 &&
         std::string_view(answer, static_cast<std::size_t>(size)).starts_with("/hemiola/pong");
}

bool may_run_realtime() {
  sched_param before{};
  int policy = 0;
  pthread_getschedparam(pthread_self(), &policy, &before);
  const sched_param wanted{.sched_priority = 10};
  if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &wanted) != 0) return false;
  pthread_setschedparam(pthread_self(), policy, &before);
  return true;
}

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MB"; }

constexpr const char* kRightsRemedy =
    "apt install jackd2 and answer yes to real-time priority, then usermod -aG audio USER and log "
    "in again; under systemd, LimitRTPRIO= and LimitMEMLOCK=.";

}  // namespace

Findings check_shared_memory() {
  constexpr int kVoices = 8;
  const std::uint64_t needed =
      sizeof(ipc::Header) + kVoices * (sizeof(ipc::EncoderVoice) + sizeof(ipc::DecoderVoice));
  const std::string name = "/hemiola-doctor-" + std::to_string(getpid());
  const int file = shm_open(name.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600);
  int error = file < 0 ? errno : platform::reserve(file, needed);
  if (file >= 0) {
    close(file);
    shm_unlink(name.c_str());
  }
  if (error == 0)
    return {{"shared memory", Health::well,
             "/dev/shm takes the " + megabytes(needed) + " of eight voices."}};
  return {{"shared memory", Health::broken,
           "/dev/shm does not take the " + megabytes(needed) +
               " of eight voices: " + std::strerror(error) + ".",
           "Free some (ls -l /dev/shm), or make it larger: mount -o remount,size=256M /dev/shm; in "
           "a container, --shm-size=256m."}};
}

Findings check_stale_segments(bool mend) {
  const std::vector<std::string> names = ipc::stale_segments();
  if (names.empty()) return {{"old segments", Health::well, "none are left of dead servers."}};
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "/dev/shm/" : ", /dev/shm/") + name;
  if (mend) {
    const int removed = ipc::remove_stale_segments();
    if (removed == static_cast<int>(names.size()))
      return {{"old segments", Health::well, "removed " + list + "."}};
  }
  return {{"old segments", Health::doubtful, "dead servers left " + list + ".",
           "hemiola doctor --mend removes them; so does the next start of a worker."}};
}

Findings check_osc_port(int port) {
  const std::string name = "UDP port " + std::to_string(port);
  try {
    boost::asio::io_context context;
    const osc::Ports ports(context, "127.0.0.1", port);
    return {{"OSC port", Health::well, name + " is free."}};
  } catch (const std::exception& error) {
    if (worker_answers(port))
      return {{"OSC port", Health::well, name + " belongs to a Hemiola worker that answers."}};
    return {{"OSC port", Health::broken, error.what(),
             "To see which program has it: ss -ulnp 'sport = " + std::to_string(port) + "'"}};
  }
}

Findings check_sound_system() {
  void* jack = dlopen("libjack.so.0", RTLD_LAZY | RTLD_LOCAL);
  if (jack == nullptr)
    return {{"sound system", Health::broken,
             "SuperCollider's servers need libjack, which is not here.",
             "apt install jackd2, or pipewire-jack"}};
  dlclose(jack);
  std::string found;
  for (const char* program : {"jackd", "jackdbus", "pipewire"})
    if (const auto path = find_program(program); !path.empty())
      found += (found.empty() ? "" : ", ") + path.string();
  if (!found.empty()) return {{"sound system", Health::well, found}};
  return {{"sound system", Health::doubtful, "there is neither jackd nor pipewire on the PATH.",
           "apt install jackd2, or pipewire pipewire-jack"}};
}

Findings check_rights() {
  Findings findings;
  if (may_run_realtime())
    findings.push_back({"real time", Health::well, "this user may run real-time threads."});
  else
    findings.push_back({"real time", Health::doubtful,
                        "this user may not run real-time threads; sound will drop out under load.",
                        kRightsRemedy});
  rlimit limit{};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  constexpr rlim_t kEnough = 64u << 20;
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= kEnough)
    findings.push_back({"locked memory", Health::well, "enough may be locked."});
  else
    findings.push_back({"locked memory", Health::doubtful,
                        "only " + megabytes(limit.rlim_cur) + " may be locked; JACK wants more.",
                        kRightsRemedy});
  getrlimit(RLIMIT_NPROC, &limit);
  constexpr rlim_t kFewThreads = 256;
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < kFewThreads)
    findings.push_back({"threads", Health::doubtful,
                        "this user may run " + std::to_string(limit.rlim_cur) + " threads only.",
                        "ulimit -u, or TasksMax= under systemd"});
  return findings;
}

Findings check_processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string flags, name;
  for (std::string line; std::getline(file, line);) {
    const std::string value = line.substr(std::min(line.find(':') + 1, line.size()));
    if (line.starts_with("model name") && name.empty()) name = value;
    if ((line.starts_with("flags") || line.starts_with("Features")) && flags.empty())
      flags = value + ' ';
  }
  std::string found;
  for (const char* flag : {"avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16"})
    if (flags.find(' ' + std::string(flag) + ' ') != std::string::npos)
      found += (found.empty() ? "" : ", ") + std::string(flag);
  const bool wide =
      found.find("avx2") != std::string::npos || found.find("asimd") != std::string::npos;
  Finding finding{"processor", Health::well,
                  (name.empty() ? "it" : name.substr(1)) + " has " +
                      (found.empty() ? "no wide arithmetic" : found) + '.'};
  if (!wide) {
    finding.health = Health::doubtful;
    finding.remedy = "Without AVX2 a frame takes several times as long; see the speed above.";
  }
  return {finding};
}

}  // namespace hemiola::programs
