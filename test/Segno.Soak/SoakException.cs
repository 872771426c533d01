namespace Segno.Soak;

/// <summary>What the soak found wrong, as a sentence.</summary>
internal sealed class SoakException(string sentence) : Exception(sentence);
