// The plugin's two doors: what is defined when a server loads it, what ends when it leaves.
#include "commands.h"
#include "decoder.h"
#include "encoder.h"
#include "frames.h"
#include "host.h"
#include "latent_units.h"
#include "supervisor.h"

InterfaceTable* ft;

PluginLoad(Hemiola) {
  using namespace hemiola::plugin;
  ft = inTable;
  host();  // made here, and not by the audio thread
  // Inputs and outputs never share a buffer: all of these read inputs after writing outputs.
  registerUnit<Encoder>(ft, "HemiolaEncoder", true);
  registerUnit<Decoder>(ft, "HemiolaDecoder", true);
  registerUnit<Rotate>(ft, "HemiolaRotate", true);
  registerUnit<Freeze>(ft, "HemiolaFreeze", true);
  registerUnit<Blend>(ft, "HemiolaBlend", true);
  registerUnit<Frames>(ft, "HemiolaFrames", true);
  define_commands();
}

C_LINKAGE SC_API_EXPORT void unload(void) {
  hemiola::plugin::host().current.store(nullptr);
  hemiola::plugin::host().supervisor.reset();
  hemiola::plugin::host().reply_thread.reset();
}
