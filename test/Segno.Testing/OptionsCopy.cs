using System.Reflection;

namespace Segno.Testing;

/// <summary>Copies of option objects in which a property is another: what an application does that changes a little of what it has.</summary>
internal static class OptionsCopy
{
    private static readonly MethodInfo s_clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>A copy with one property set.</summary>
    public static T With<T>(this T options, string property, object? value)
        where T : class
    {
        T copy = (T)s_clone.Invoke(options, null)!;
        typeof(T).GetProperty(property)!.SetValue(copy, value);
        return copy;
    }

    /// <summary>The names of a type's public properties.</summary>
    public static IEnumerable<string> PropertiesOf<T>() => typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order();
}
