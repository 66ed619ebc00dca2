"""Numbers of exhibits in references to them.

Sphinx looks a number up by unpickling the whole page of the exhibit, for each reference anew: two
thirds of the time of a build. The number itself stands in a small table of the environment.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment


class NumberedExhibits(StandardDomain):
    """Sphinx's own domain, but for the way to the number of a figure or table."""

    def _resolve_numref_xref(  # noqa: PLR0917 (the signature is Sphinx's)
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: addnodes.pending_xref, contnode: nodes.Element,
    ) -> nodes.Element | None:
        docname, label = self.anonlabels.get(target, ("", ""))
        for kind, numbers in env.toc_fignumbers.get(docname, {}).items():
            if label in numbers:
                form = env.config.numfig_format[kind]
                number = ".".join(map(str, numbers[label]))
                return self.build_reference_node(
                    fromdocname, builder, docname, label, form % number, "numref",
                    nodeclass=addnodes.number_reference, title=form)
        return super()._resolve_numref_xref(
            env, fromdocname, builder, typ, target, node, contnode)


def setup(app: Sphinx) -> None:
    """Put it in the place of Sphinx's domain."""
    app.add_domain(NumberedExhibits, override=True)
