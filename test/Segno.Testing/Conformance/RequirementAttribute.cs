using Xunit.v3;

namespace Segno.Testing;

/// <summary>Says which lines of <c>requirements.tsv</c> a test proves: as traits, their ids and their RFC sections.</summary>
/// <param name="ids">The lines' ids.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RequirementAttribute(params string[] ids) : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
    [
        .. ids.Select(id => KeyValuePair.Create("Requirement", id)),
        .. ids.Select(id => KeyValuePair.Create("Section", Requirements.Find(id).Section)).Distinct(),
    ];
}
