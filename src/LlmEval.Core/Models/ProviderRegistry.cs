using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>The providers of this process, by name.</summary>
public sealed class ProviderRegistry
{
    private readonly Dictionary<string, IModelProvider> _providers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates it.</summary>
    public ProviderRegistry(params IEnumerable<IModelProvider> providers)
    {
        foreach (IModelProvider provider in providers) { _providers.Add(provider.Name, provider); }
    }

    /// <summary>The provider of a model; reports LLM3010 and returns null when there is none of that name.</summary>
    public IModelProvider? Find(ModelSpec model, DiagnosticBag diagnostics)
    {
        if (_providers.TryGetValue(model.Provider, out IModelProvider? provider)) { return provider; }

        string sentence = model.Provider.Length == 0
            ? $"The model '{model.Name}' names no Provider"
            : $"The model '{model.Name}' names the Provider '{model.Provider}', which does not exist";
        diagnostics.Add(Diagnostics.UnknownProvider, model.Location, MappingReader.UnknownWord(sentence, model.Provider, _providers.Keys));
        return null;
    }
}
