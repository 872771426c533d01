using Xunit.v3;

namespace Segno.Testing;

/// <summary>Leaves a test out when the suite is run in a mode (<see cref="TestMode"/>): the runner is told to pass over the trait.</summary>
/// <param name="mode">The mode.</param>
/// <param name="reason">Why it would say nothing there, or something wrong.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class NotInModeAttribute(string mode, string reason) : Attribute, ITraitAttribute
{
    /// <summary>Why.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("NotInMode", mode)];
}
