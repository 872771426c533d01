namespace Segno.Conformance;

/// <summary>What the tests say of a line.</summary>
internal enum Outcome
{
    /// <summary>There are tests, and all passed.</summary>
    Passes,

    /// <summary>The feature that it is about is still to come; what tests there are passed.</summary>
    Waits,

    /// <summary>Segno is not to have the feature that it is about.</summary>
    NotBuilt,

    /// <summary>A test failed or was skipped, or there is none.</summary>
    Fails,
}
