// The description of the API, read by Swagger UI. Changes carry the page's CSRF token.

const holder = document.getElementById("api-docs");
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

window.SwaggerUIBundle({
  domNode: holder,
  url: holder.dataset.url,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
  syntaxHighlight: false,
  requestInterceptor: (request) => {
    if (new URL(request.url, location.href).origin === location.origin) request.headers["X-CSRFToken"] = token;
    return request;
  },
});
