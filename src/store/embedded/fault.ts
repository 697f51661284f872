/** Why the embedded server cannot run, in one line for the person who started us. */
export class EmbeddedFault extends Error {
  override readonly name = 'EmbeddedFault'
}
