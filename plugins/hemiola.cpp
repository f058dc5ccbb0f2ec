// Entry points of the plugin: load defines units and commands, unload ends the worker.
#include "beat.h"
#include "chord.h"
#include "commands.h"
#include "decoder.h"
#include "encoder.h"
#include "frames.h"
#include "host.h"
#include "latent_units.h"
#include "note_readers.h"
#include "supervisor.h"

InterfaceTable* ft;

PluginLoad(Hemiola) {
  using namespace hemiola::plugin;
  ft = inTable;
  host();  // created here, not in the audio thread
  // Inputs and outputs must not share a buffer: all units read inputs after writing outputs.
  registerUnit<Encoder>(ft, "HemiolaEncoder", true);
  registerUnit<Decoder>(ft, "HemiolaDecoder", true);
  registerUnit<Rotate>(ft, "HemiolaRotate", true);
  registerUnit<Freeze>(ft, "HemiolaFreeze", true);
  registerUnit<Blend>(ft, "HemiolaBlend", true);
  registerUnit<Chord>(ft, "HemiolaChord", true);
  registerUnit<Chroma>(ft, "HemiolaChroma", true);
  registerUnit<ScaleUnit>(ft, "HemiolaScale", true);
  registerUnit<Beat>(ft, "HemiolaBeat", true);
  registerUnit<Frames>(ft, "HemiolaFrames", true);
  define_commands();
}

C_LINKAGE SC_API_EXPORT void unload(void) {
  hemiola::plugin::host().current.store(nullptr);
  hemiola::plugin::host().supervisor.reset();
  hemiola::plugin::host().reply_thread.reset();
}
