namespace Segno.Tests.Load;

/// <summary>Tests that look at what the whole process holds, and so run alone.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
