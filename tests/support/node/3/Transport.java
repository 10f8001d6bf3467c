import java.util.Collection;
import java.util.List;
import org.opensearch.Version;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** Names what nodes of OpenSearch 3 talk through. */
final class Transport {
    private Transport() {}

    static Collection<PluginInfo> plugins() {
        String plugin = Netty4ModulePlugin.class.getName();
        return List.of(new PluginInfo(
                plugin, "", "", Version.CURRENT, Runtime.version().toString(), plugin, null, List.of(), false));
    }
}
